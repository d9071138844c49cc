package log

import (
	"time"

	"pgregory.net/rapid"
)

func drawTime(t *rapid.T, name string) time.Duration {
	return time.Duration(rapid.Int64Range(0, 20).Draw(t, name)) * time.Millisecond
}

// known is a small log in which much goes wrong: get#1 asks b-1, which asks c,
// which does not answer, and cannot reach x; get#2 does not end. Two operations, three
// messages and three streams are the first of their peers.
const known = `{"t":0,"e":"up","p":"a-0"}
{"t":0,"e":"up","p":"b-1"}
{"t":0,"e":"up","p":"c"}
{"t":1000000000,"e":"op","p":"a-0","proto":"x.get","id":1,"d":"key"}
{"t":1000000000,"e":"dial","p":"a-0","q":"b-1","o":1}
{"t":2000000000,"e":"connect","p":"a-0","q":"b-1","id":1}
{"t":2000000000,"e":"send","p":"a-0","q":"b-1","proto":"/x/1","id":1,"s":1,"o":1,"n":10,"h":"0000000000000001","at":3000000001}
{"t":3000000001,"e":"recv","p":"b-1","q":"a-0","proto":"/x/1","ref":1,"s":-1,"n":10}
{"t":3000000001,"e":"dial","p":"b-1","q":"c","o":1,"of":"a-0"}
{"t":3500000000,"e":"dialfail","p":"b-1","q":"c","o":1,"of":"a-0","d":"timed out"}
{"t":3500000000,"e":"send","p":"b-1","q":"c","proto":"/y/1","id":1,"s":1,"o":1,"of":"a-0","n":20,"h":"0000000000000002","at":4000000000}
{"t":4000000000,"e":"recv","p":"c","q":"b-1","proto":"/y/1","ref":1,"s":-1,"n":20}
{"t":4000000000,"e":"send","p":"b-1","q":"a-0","proto":"/x/1","id":2,"s":-1,"o":1,"of":"a-0","n":30,"h":"0000000000000003","at":5000000000}
{"t":4500000000,"e":"op","p":"c","proto":"x.get","id":1,"d":"other"}
{"t":4500000000,"e":"dial","p":"c","q":"a-0","o":1}
{"t":4500000000,"e":"send","p":"c","q":"b-1","proto":"/x/1","id":1,"s":1,"o":1,"n":40,"h":"0000000000000004","at":-1}
{"t":5000000000,"e":"recv","p":"a-0","q":"b-1","proto":"/x/1","ref":2,"s":1,"n":30}
{"t":5000000000,"e":"opend","p":"a-0","proto":"x.get","id":1,"d":"failed: not found"}
{"t":6000000000,"e":"fault","id":1,"d":"partition begins"}
{"t":6000000000,"e":"down","p":"c","d":"crash"}
`
