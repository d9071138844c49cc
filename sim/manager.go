package sim

import (
	"fmt"

	"github.com/libp2p/go-libp2p/core/connmgr"
)

// startManager gives the host the connection manager of its node.
func (h *Host) startManager() error {
	if h.node.config.ConnManager == nil {
		return nil
	}
	var err error
	if h.manager, err = h.node.config.ConnManager(); err != nil {
		return fmt.Errorf("sim: connection manager of %s: %w", h.node.Name, err)
	}
	h.net.Notify(h.manager.Notifee())
	return nil
}

// ConnManager implements host.Host.
func (h *Host) ConnManager() connmgr.ConnManager {
	if h.manager == nil {
		return h.Host.ConnManager()
	}
	return h.manager
}
