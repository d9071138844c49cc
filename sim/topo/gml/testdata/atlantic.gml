# Six places around the Atlantic. The figures are round ones, in the range of
# what public measurements show; there is no cable from Lisbon to New York here,
# so the way leads through London.
Creator "by hand"
graph [
  directed 0
  node [ id 10 label "London" country_code "GB" host_bandwidth_up "80 Mbit" host_bandwidth_down "250 Mbit" ]
  node [ id 11 label "Lisbon" country_code "PT" host_bandwidth_up "50 Mbit" host_bandwidth_down "500 Mbit" ]
  node [
    id 20
    label "New \"York"
    country_code "US"
    city_code "NYC"
    host_bandwidth_up "1 Gbit"
    host_bandwidth_down "1 Gbit"
    graphics [ x 1.5 y -2 fill "#ffffff" Line [ point [ x 0 ] ] ]
  ]
  node [ id 30 label "Fortaleza" host_bandwidth_up "20 Mibit" host_bandwidth_down "100 megabits" ]
  node [ id 31 label "Lagos" ]
  node [ id 99 label "a router: no hosts" ]

  edge [ source 10 target 10 latency "1 ms" ]
  edge [ source 11 target 11 latency "800 us" jitter "100 us" packet_loss 0 ]
  edge [ source 20 target 20 latency "1 ms" ]

  edge [ source 10 target 11 latency "17 ms" jitter "1 ms" packet_loss 0.001 ]
  edge [ source 10 target 20 latency "35 ms" jitter "2 ms" packet_loss 0.002 label "TAT" ]
  # There are two cables from Lisbon to Fortaleza, and the second is better.
  edge [ source 11 target 30 latency "35 ms" packet_loss 0.01 ]
  edge [ source 11 target 30 latency "30.5 ms" packet_loss 2e-3 ]
  edge [ source 99 target 20 latency "20 ms" ]
  edge [ source 99 target 30 latency "25 ms" jitter "500 us" ]
  edge [ source 31 target 11 latency "0.04 s" ]
]
