/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.h: what a running array says of itself, as JSON. Times are simulated.
 *
 * {"time_us", "mode", "topology", "clients", "faults_open", "settled",
 *  "units": [{"unit": "A", "mv"}, ...],
 *  "controllers": [{"controller": "A", "phase", "rail_mv"}, ...],
 *  "fifos": [{"owner": "A", "rail_mv", "beats", "max_beats", "depth", "present", "lamp",
 *             "safe_to_remove", "battery_percent", "on_battery"}, ...],
 *  "volumes": [{"volume": 0, "home": "A", "owner": "A" or null}, ...],
 *  "disks": [{"disk": 0, "state": a word of disk_state_name(), "percent": rebuilt,
 *             "slow": factor, "permille": errors, "unreadable": blocks}, ...],
 *  "latency": {"read": {"count", "mean_ns", "p50_ns", "p99_ns", "max_ns"}, "write", "flush"},
 *  "exposed_us", "unserved_us", "takeovers", "degrades", "resyncs", "failbacks", "retries",
 *  "failovers", "cycles": [A, B], "failed_requests", "wrong_blocks", "lost_at_start",
 *  "storm_faults", "assertions_failed", "both_served"}
 */
#ifndef TWINACK_NBD_STATUS_H
#define TWINACK_NBD_STATUS_H

#include <jansson.h>

#include "engine.h"

/* NULL when the engine is being stopped. */
json_t *status_json(struct engine *e);

#endif
