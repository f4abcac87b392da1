/* SPDX-License-Identifier: Apache-2.0 */
#include "silence.h"

#include "csim.h"
#include "twk_layout.h"

#define PS_PER_US 1e6
#define PS_PER_MS 1e9
/* More than the disk operations of all commands that can be outstanding and of both caches. */
#define STUCK_DISK_OPS 131072

/* Longest service of one block on the disks. */
static double disk_us(const struct disk_config *d) {
  unsigned flash = d->read_us > d->write_us ? d->read_us : d->write_us;
  double transfer = d->transfer_mbs > 0 ? DISK_BLOCK / d->transfer_mbs : DISK_BLOCK;

  return transfer + (d->kind == DISK_HDD ? d->seek_max_us + 60e6 / d->rpm : flash);
}

/* How many times as long the slowest disk may take. */
static double slowest_disk(const struct fault_list *faults) {
  double factor = 1;

  for (unsigned i = 0; i < faults->count; i++)
    if (faults->fault[i].kind == FAULT_DISK_SLOW && faults->fault[i].value > factor)
      factor = faults->fault[i].value;
  return factor;
}

/* Every slot decided and sent over the link one by one, and some disk operations. */
static uint64_t longest(const struct csim_config *c) {
  double slowest = c->period_a_ps > c->period_b_ps ? c->period_a_ps : c->period_b_ps;
  double firmware = (double)(c->controller.cost_decision + c->controller.cost_entry) * slowest;
  double frame = (double)(TWK_BLOCK_BITS / 64 + 4) * 256 / c->link_rate * c->period_m_ps;
  double link = 2e3 * c->link_latency_ns + frame;

  return (uint64_t)(10 * PS_PER_MS + 8 * PS_PER_US * disk_us(&c->disk) * slowest_disk(&c->faults) +
                    CONTROLLER_MAX_SLOTS * (firmware + link));
}

void silence_init(struct silence *s, const struct csim_config *c, uint64_t now_ps) {
  *s = (struct silence){.limit_ps = longest(c), .moved_ps = now_ps};
}

void silence_answered(struct silence *s, uint64_t now_ps) {
  s->moved_ps = now_ps;
  s->silent = false;
}

uint64_t silence_end_ps(const struct silence *s) {
  return s->moved_ps + s->limit_ps;
}

bool silence_stuck(struct silence *s, uint64_t now_ps, uint64_t disk_ops) {
  if (s->silent && (disk_ops == s->disk_ops || disk_ops - s->silent_ops > STUCK_DISK_OPS))
    return true;
  if (!s->silent) s->silent_ops = disk_ops;
  s->silent = true;
  s->disk_ops = disk_ops;
  s->moved_ps = now_ps;
  return false;
}
