//go:build simsealed

package seal_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"hash/maphash"
	mrand "math/rand/v2"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// numbers is a map made before main, as packages have them.
var numbers = func() map[int]string {
	m := map[int]string{}
	for i := range 1000 {
		m[i] = fmt.Sprint(i)
	}
	return m
}()

var garbage [][]byte

// run runs f in a sealed run and prints a digest of f's log.
func run(f func(log func(...any))) {
	h := sha256.New()
	if _, err := seal.Run(seal.Config{Seed: 1}, func() {
		f(func(v ...any) { fmt.Fprintln(h, v...) })
	}); err != nil {
		panic(err)
	}
	fmt.Printf("%x\n", h.Sum(nil)[:8])
}

// draw lets a goroutine outside the run draw a number of random numbers, of all
// kinds, that depends on the moment.
func draw() {
	done := make(chan bool)
	go func() {
		a, b := make(chan bool, 1), make(chan bool, 1)
		for range seal.Wall() % 97 {
			mrand.Uint64()
			a <- true
			b <- true
			select {
			case <-a:
				<-b
			case <-b:
				<-a
			}
		}
		done <- true
	}()
	<-done
}

// burn keeps the processor busy for a time of the wall clock.
func burn(d time.Duration) {
	for end := seal.Wall() + d.Nanoseconds(); seal.Wall() < end; {
	}
}

var programs = map[string]func(){
	"seed": func() {
		first := 0
		for k := range numbers {
			first = k
			break
		}
		fmt.Println(first, maphash.String(maphash.MakeSeed(), "x"))
	},
	"hash": func() {
		run(func(log func(...any)) {
			for k := range numbers {
				log(k)
			}
		})
	},
	"random": func() {
		draw()
		run(func(log func(...any)) {
			log(mrand.Uint64())
			for k := range numbers {
				log(k)
			}
		})
	},
	"select": func() {
		draw()
		run(func(log func(...any)) {
			a, b := make(chan int, 100), make(chan int, 100)
			for i := range 100 {
				a <- i
				b <- -i
			}
			for range 100 {
				select {
				case x := <-a:
					log(x)
				case x := <-b:
					log(x)
				}
			}
		})
	},
	"timers": func() {
		draw()
		run(func(log func(...any)) {
			for i := range 20 {
				time.AfterFunc(time.Second, func() { log(i) })
			}
			time.Sleep(time.Minute)
		})
	},
	"retake": func() {
		run(func(log func(...any)) {
			count := 0
			go func() { log(count) }()
			go func() { // runs first
				for end := seal.Wall() + 50e6; seal.Wall() < end; {
					count++
				}
				count = -1
			}()
			time.Sleep(time.Second)
		})
	},
	"syscall": func() {
		run(func(log func(...any)) {
			go func() { log("b") }()
			for i := range 20 {
				go func() { log("c", i) }()
				ts := syscall.NsecToTimespec(seal.Wall() % 3 * 200_000)
				_ = syscall.Nanosleep(&ts, nil)
				log("a", i)
			}
			time.Sleep(time.Second)
		})
	},
	"globalqueue": func() {
		for range seal.Wall() % 61 {
			runtime.Gosched()
		}
		run(func(log func(...any)) {
			for i := range 600 {
				go func() {
					log(i)
					if i%3 == 0 {
						runtime.Gosched()
						log(i)
					}
				}()
			}
			time.Sleep(time.Second)
		})
	},
	"mutex": func() {
		run(func(log func(...any)) {
			var mu sync.Mutex
			mu.Lock()
			for i := range 3 {
				go func() {
					for range 3 {
						mu.Lock()
						log(i)
						mu.Unlock()
					}
				}()
			}
			runtime.Gosched()
			for range 20 {
				mu.Unlock()
				mu.Lock() // overtakes the goroutines that wait, unless one of them is starving
				log("main")
				burn(time.Duration(seal.Wall() % 3 * 100_000))
				runtime.Gosched()
			}
			mu.Unlock()
			time.Sleep(time.Second)
		})
	},
	"crypto": func() {
		run(func(log func(...any)) {
			b := make([]byte, 16)
			if _, err := rand.Read(b); err != nil {
				panic(err)
			}
			log(b)
		})
	},
	"outside": func() {
		go func() {
			for {
				time.Sleep(20 * time.Microsecond)
			}
		}()
		run(func(log func(...any)) { pingPong(log, 300, 300) })
	},
	"environment": func() {
		host, err := os.Hostname()
		fmt.Println(host, err, os.Getpid(), runtime.NumCPU(), time.Now().UnixNano())
	},
	"pointers": func() {
		for range seal.Wall() % 997 { // what else a process has allocated
			garbage = append(garbage, make([]byte, 64))
		}
		run(func(log func(...any)) {
			type object struct {
				n int
				_ [7]int // so that objects do not share the small sizes' spans
			}
			plain, held := map[*object]int{}, map[any]int{}
			channels := map[chan bool]int{}
			for i := range 100 {
				o := &object{n: i}
				plain[o], held[o], channels[make(chan bool, 8)] = i, i, i
			}
			for o := range plain {
				log(o.n)
			}
			for o := range held {
				log(o.(*object).n)
			}
			for _, n := range channels {
				log(n)
			}
		})
	},
	"collector": func() {
		run(func(log func(...any)) {
			// The contents of a pool tell when collections began.
			var pool sync.Pool
			for i := range 600 {
				for range 3 {
					pool.Put(new(int))
				}
				for j := range i {
					garbage = append(garbage[:j], make([]byte, 5000))
				}
				log(i, pool.Get() != nil, pool.Get() != nil)
			}
		})
	},
	"processors": func() {
		run(func(log func(...any)) { pingPong(log, 100, 100) })
	},
	"stall": func() {
		_, err := seal.Run(seal.Config{Seed: 1}, func() {
			var mu sync.Mutex
			mu.Lock()
			go func() {
				time.Sleep(time.Second)
				mu.Unlock()
			}()
			mu.Lock()
			fmt.Println(time.Since(seal.Epoch))
		})
		if err != nil {
			panic(err)
		}
	},
}

// pingPong lets goroutines wake each other, allocate and log.
func pingPong(log func(...any), n, rounds int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	chans := make([]chan []byte, n)
	for i := range chans {
		chans[i] = make(chan []byte, 1)
	}
	for i := range n {
		wg.Go(func() {
			for j := range rounds {
				chans[(i*7+j)%n] <- make([]byte, 2000)
				b := <-chans[i]
				mu.Lock()
				log(i, j, len(b))
				mu.Unlock()
			}
		})
	}
	go func() {
		for {
			time.Sleep(time.Millisecond)
			for _, c := range chans {
				select {
				case c <- nil:
				case <-c:
				default:
				}
			}
		}
	}()
	wg.Wait()
}
