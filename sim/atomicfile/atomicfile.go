// Package atomicfile replaces files as a whole or not at all: nobody ever sees
// half a file, not even when the disk is full. It writes into a path that is no
// regular file.
//
// Its nouns are the path, the content that is to be there, and the leftover, which a
// process that was killed leaves beside it. It does not sync: after a loss of power a
// file may be missing.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Write makes or replaces path with the bytes that write writes, or leaves it as it
// was. Where path is a symbolic link, that is done to its target. A device, a pipe
// or an open file of the process, such as /dev/stdout, is written into instead: the
// bytes before an error are there then.
func Write(path string, write func(io.Writer) error) error {
	target, into, err := resolve(path)
	if err == nil && into {
		err = through(target, write)
	} else if err == nil {
		err = replace(target, write)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// Bytes is [Write] for content at hand.
func Bytes(path string, content []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// maxLinks is the number of links that Linux follows.
const maxLinks = 40

// resolve follows symbolic links, also to a file that is not there yet, and reports
// whether their target is to be written into. Links in /proc lead to open files,
// which may have no name or another one by now, and so are not followed.
func resolve(path string) (target string, into bool, err error) {
	for range maxLinks {
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, false, nil
		case err != nil:
			return "", false, err
		case info.Mode().IsRegular():
			return path, false, nil
		case info.IsDir():
			return "", false, errors.New("it is a directory")
		case info.Mode()&fs.ModeSymlink == 0 || open(path):
			return path, true, nil
		}
		link, err := os.Readlink(path)
		if err != nil {
			return "", false, err
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(path), link)
		}
		path = link
	}
	return "", false, errors.New("too many symbolic links")
}

// open reports whether path names an open file of a process.
func open(path string) bool {
	abs, err := filepath.Abs(path)
	return err == nil && (strings.HasPrefix(abs, "/proc/") || strings.HasPrefix(abs, "/dev/fd/"))
}

// through writes into the file that is there.
func through(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return bare(err)
	}
	return errors.Join(fill(f, write), bare(f.Close()))
}

// replace writes beside path, and renames.
func replace(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return bare(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := fill(f, write); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil { // CreateTemp keeps it to its owner
		return bare(err)
	}
	if err := f.Close(); err != nil {
		return bare(err)
	}
	return bare(os.Rename(f.Name(), path))
}

func fill(f *os.File, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(f, 1<<16)
	if err := write(buffered); err != nil {
		return bare(err)
	}
	return bare(buffered.Flush())
}

// bare leaves out the names of files, which are not those that were asked for.
func bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// Leftover reports whether a file's name is one that [Write] uses before it renames,
// which a process that was killed leaves behind.
func Leftover(name string) bool {
	rest, dotted := strings.CutPrefix(name, ".")
	rest, tmp := strings.CutSuffix(rest, ".tmp")
	i := strings.LastIndexByte(rest, '.')
	return dotted && tmp && i > 0 && i+1 < len(rest) && strings.Trim(rest[i+1:], "0123456789") == ""
}

// Sweep removes the leftovers in directories, of which some may not be there. Nobody
// else may be writing to them.
func Sweep(dirs ...string) error {
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !Leftover(e.Name()) {
				continue
			}
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
