/* SPDX-License-Identifier: Apache-2.0 */
/* model_link.h: the link, for its own vectors and those of mirror_path. */
#ifndef TWINACK_GOLDEN_MODEL_LINK_H
#define TWINACK_GOLDEN_MODEL_LINK_H

#include "parts.h"

/* A beat with its marks: data, and {sof, eof, bad} in the second word. */
struct link_beat {
  bool sof, eof, bad;
  uint64_t data;
};
struct link {
  unsigned depth;         /* of wire and receive queue */
  struct part_reset m, p; /* one reset in either clock */
  uint64_t now;           /* clocks of clk_m since it let go */
  uint64_t credit;        /* 256ths of a beat */
  struct part_queue wire; /* data; marks and due time above them */
  struct part_crossing received, verdicts;
  uint64_t owed;          /* frames that the peer took and has not judged */
  struct part_queue back; /* ok, due */
};
struct link_in {
  bool ends_up; /* both ends out of reset, not cut */
  uint64_t latency, rate;
  bool tx_valid;
  struct link_beat tx;
  bool rx_ready, ver_valid, ver_ok;
};
struct link_out {
  bool up, up_p, tx_ready, res_valid, res_ok, rx_valid, ver_ready;
  struct link_beat rx;
};

struct link_out link_out(struct link *l, const struct link_in *in);
/* m, p: an edge of that clock. now: outputs before it. */
void link_edge(struct link *l, const struct link_in *in, const struct link_out *now, bool m,
               bool p);

#endif
