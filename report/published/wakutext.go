package main

// wakuHead says what was published and what is beside it, up to the head of the table.
func wakuHead(w func(string, ...any), there, here float64, seeds int) {
	w("# A thousand nodes of GossipSub beside Waku's in Shadow")
	w("")
	w("Made by `make waku` from runs of [waku](../report/published/waku.yaml). Published: docs.waku.org, Message Propagation")
	w("Times With Waku-RLN (research/research-and-studies/message-propagation, of October 2023): 1000 nodes of nwaku v0.21,")
	w("in Nim, in the simulator Shadow, one of which publishes ten messages. Their figure has means and P95; the other")
	w("numbers here are of [their raw times](../report/published/waku.csv) (waku-org/research, MIT License).")
	w("")
	w("**Messages of 10 kB: a mean of %.0f ms there, of %.0f ms here: %.2f of it.** Nothing is fitted or tuned. Simulated values", 1000*there, 1000*here, here/there)
	w("are means over %d seeds (100 kB and the variants over three), and in brackets stand their 95 %% confidence intervals.", seeds)
	w("")
	w("| message | | published | simulated | ratio |")
	w("|---|---|--:|--:|--:|")
}

// wakuWhy says which parameters are whose, up to the head of the table of variants.
func wakuWhy(w func(string, ...any)) {
	w("")
	w("## What is the same")
	w("")
	w("| | theirs | source | ours |")
	w("|---|---|---|---|")
	w("| nodes | 1000, each dials 50 of the others | shadow.yaml at 612a783: PEERS, CONNECTTO | 1000, each dials 50 of those that are up, 10 ms apart |")
	w("| network | 100 ms between any two, no loss, 38 Mbit/s up and 83 down | the same, and the page | the same |")
	w("| messages | 10, by one node; times are from before the proof | raw data; the page | 10, by peers[0], 3 s apart |")
	w("| mesh | d 6, d_low 4, d_high 12, d_score 6, d_out 3, d_lazy 6 | nwaku v0.21.0, waku_relay/protocol.nim | the same, but d_out 2: go-libp2p-pubsub wants it below d/2 |")
	w("| gossip | factor 0.25, heartbeat 1 s, history 6 and 3, flood publishing, no IDONTWANT | the same | the same |")
	w("| signatures | none | the same | strict-no-sign |")
	w("| making a proof | sleeps 150 ms before publishing | the page | 150 ms added to each time, by the page's generator |")
	w("| checking one | sleeps 12 ms at each node, before it passes on | the page | validation: {time: {constant: 12ms}} |")
	w("")
	w("How far apart their messages are is in a branch of nwaku that we did not find. It cannot matter much: the raw times")
	w("of all ten messages of 10 kB are the same to the millisecond at every node but one, so that the published 9990 receptions are")
	w("999 numbers, ten times each. It is one publisher in one mesh, without an interval. By their own rule the first message")
	w("of each size is left out there, for TCP's slow start; ours has none, and all ten are in.")
	w("")
	w("## What differs")
	w("")
	w("| variant, 10 kB | mean | of the published |")
	w("|---|--:|--:|")
}

// wakuDifferent says what differs, and why.
func wakuDifferent(w func(string, ...any)) {
	w("")
	w("- **Connections.** The raw times show flood publishing: from the least one on they come 2.2 to 2.3 ms apart, as long as 10 kB")
	w("  take at 38 Mbit/s, until the second hop arrives. Who knows more peers reaches more of them in one hop, and takes longer")
	w("  to do so. Whether CONNECTTO means 50 or 100 connections in all is the first variant.")
	w("- **Flood publishing of large messages.** go-libp2p-pubsub sends its own message to all peers, whatever its size, one after the")
	w("  other through one link: 100 kB to 100 peers take 2.1 s. nim-libp2p of today sends to fewer the larger it is (bandwidthEstimatebps);")
	w("  whether that of nwaku v0.21 did is not looked up. For 500 kB, of which the page has a mean of 1.8 s, it is 10.5 s here,")
	w("  messages overlap, and there is no row.")
	w("- **TCP.** Shadow runs its own, with a congestion window; streams on mocknet hold back who sends more than the link takes and have")
	w("  none. For 10 kB, which a first window takes, that is the same; for 100 kB it is several round trips of 200 ms.")
	w("- **Order.** nim-libp2p sends a message to one peer after the other, and so does go-libp2p-pubsub, each")
	w("  in an order of its own; whose copy comes first is chance, which is what seeds are for. There is one seed there.")
	w("- **Scores.** nwaku has scores of peers. Nobody misbehaves here, so ours are off.")
	w("- **Computing** takes no time in either, but for the sleeps.")
}
