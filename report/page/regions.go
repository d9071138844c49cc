package page

// A region is a place of peers. Those with coordinates are on the map.
type region struct {
	Name string   `json:"name"`
	Lat  *float64 `json:"lat"` // degrees north; nil if nobody knows
	Lon  *float64 `json:"lon"` // degrees east
}

// where the regions of the built-in latency tables are, [degrees north, degrees
// east]: for aws33 the cities that AWS names its regions after, for world8 the
// middle of where most of its hosts are.
var where = map[string][2]float64{
	"af-south-1": {-33.9, 18.4}, "ap-east-1": {22.3, 114.2}, "ap-east-2": {25.0, 121.5},
	"ap-northeast-1": {35.7, 139.7}, "ap-northeast-2": {37.6, 127.0}, "ap-northeast-3": {34.7, 135.5},
	"ap-south-1": {19.1, 72.9}, "ap-south-2": {17.4, 78.5}, "ap-southeast-1": {1.35, 103.8},
	"ap-southeast-2": {-33.9, 151.2}, "ap-southeast-3": {-6.2, 106.8}, "ap-southeast-4": {-37.8, 145.0},
	"ap-southeast-5": {3.1, 101.7}, "ap-southeast-7": {13.8, 100.5}, "ca-central-1": {45.5, -73.6},
	"ca-west-1": {51.0, -114.1}, "eu-central-1": {50.1, 8.7}, "eu-central-2": {47.4, 8.5},
	"eu-north-1": {59.3, 18.1}, "eu-south-1": {45.5, 9.2}, "eu-south-2": {41.6, -0.9},
	"eu-west-1": {53.3, -6.3}, "eu-west-2": {51.5, -0.1}, "eu-west-3": {48.9, 2.4},
	"il-central-1": {32.1, 34.8}, "me-central-1": {25.2, 55.3}, "me-south-1": {26.1, 50.6},
	"mx-central-1": {20.6, -100.4}, "sa-east-1": {-23.6, -46.6}, "us-east-1": {39.0, -77.5},
	"us-east-2": {40.0, -83.0}, "us-west-1": {37.4, -121.9}, "us-west-2": {45.5, -122.7},

	"australia": {-33.9, 151.2}, "europe": {50.1, 8.7}, "east_asia": {35.7, 139.7}, "west_asia": {25.2, 55.3},
	"na_east": {39.0, -77.5}, "na_west": {37.4, -121.9}, "south_africa": {-33.9, 18.4}, "south_america": {-23.6, -46.6},
}

func mapped(names []string) []region {
	var out []region
	for _, name := range names {
		r := region{Name: clip(name, standard.text)}
		if at, ok := where[name]; ok {
			r.Lat, r.Lon = &at[0], &at[1]
		}
		out = append(out, r)
	}
	return out
}
