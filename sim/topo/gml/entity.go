package gml

import (
	"strconv"
	"strings"
	"time"
)

// node takes the list that was read into p.block for a node.
func (p *parser) node() {
	b := &p.block
	n := Node{Line: b.line}
	b.misspelt(&p.faults)
	n.ID = p.id("id")
	n.Label, n.CountryCode, n.CityCode = p.text("label"), p.text("country_code"), p.text("city_code")
	n.UpBitsPerSecond, n.DownBitsPerSecond = p.rate("host_bandwidth_up"), p.rate("host_bandwidth_down")
	if len(p.nodes) == MaxNodes {
		p.add(b.line, "more than %d nodes", MaxNodes)
		return
	}
	p.nodes = append(p.nodes, n)
}

// edge takes the list that was read into p.block for an edge.
func (p *parser) edge() {
	b := &p.block
	b.misspelt(&p.faults)
	e := edge{source: int32(p.id("source")), target: int32(p.id("target")), line: int32(b.line)}
	if v, ok := b.get("latency"); ok {
		if e.Latency, ok = p.time(v); ok && e.Latency == 0 {
			p.add(v.line, "latency is 0, want more")
		}
	} else {
		b.need("latency", &p.faults)
	}
	if v, ok := b.get("jitter"); ok {
		e.Jitter, _ = p.time(v)
	}
	if v, ok := b.get("packet_loss"); ok {
		loss, err := strconv.ParseFloat(v.text, 64)
		if v.kind != number || err != nil || !(loss >= 0 && loss <= 1) {
			p.add(v.line, "packet_loss is %v, want a number from 0 to 1", v.token)
		}
		e.Loss = loss
	}
	p.edges = append(p.edges, e)
}

// id reads a value that is the id of a node, which every block needs.
func (p *parser) id(k string) int {
	v, ok := p.block.get(k)
	if !ok {
		p.block.need(k, &p.faults)
		p.badID = true
		return 0
	}
	n, err := strconv.ParseInt(v.text, 10, 32)
	if v.kind != number || err != nil || n < 0 {
		p.add(v.line, "%s is %v, want a whole number from 0 to 2147483647", k, v.token)
		p.badID = true
		return 0
	}
	return int(n)
}

// text reads a value that is a string, "" if there is none.
func (p *parser) text(k string) string {
	v, ok := p.block.get(k)
	if ok && v.kind != quoted {
		p.add(v.line, "%s is %v, want a string", k, v.token)
	}
	return strings.Clone(v.text) // or it would keep the whole text alive
}

// rate reads a value that is a bandwidth, 0 if there is none.
func (p *parser) rate(k string) int64 {
	v, ok := p.block.get(k)
	if !ok {
		return 0
	}
	if v.kind != quoted {
		p.add(v.line, "%s is %v, want a string with a unit, such as \"100 Mbit\"", k, v.token)
		return 0
	}
	bits, err := parseRate(v.text)
	if err != nil {
		p.add(v.line, "%s %v", k, err)
	}
	return bits
}

// time reads v as a time. It reports false if v is none.
func (p *parser) time(v value) (time.Duration, bool) {
	if v.kind != quoted {
		p.add(v.line, "%s is %v, want a string with a unit, such as \"10 ms\"", v.key, v.token)
		return 0, false
	}
	d, err := parseTime(v.text)
	if err != nil {
		p.add(v.line, "%s %v", v.key, err)
	}
	return d, err == nil
}
