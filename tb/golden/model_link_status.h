/* SPDX-License-Identifier: Apache-2.0 */
/* model_link_status.h: for the model of mirror_path, which has one. */
#ifndef TWINACK_GOLDEN_MODEL_LINK_STATUS_H
#define TWINACK_GOLDEN_MODEL_LINK_STATUS_H

#include "parts.h"

struct link_status {
  struct part_sync here, there;
  uint64_t sent, arrived, now, due; /* now, due: edges of clk_m */
  bool travels;
};
void link_status_settle(struct link_status *s, bool rst_m_n, bool rst_p_n);
/* m, p: an edge of that clock, out of reset. */
void link_status_edge(struct link_status *s, bool m, uint64_t bits, uint64_t latency, bool p);

#endif
