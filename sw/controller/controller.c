/* SPDX-License-Identifier: Apache-2.0 */
/* controller.c: configuration, the cost of events, and the order in which things are done. */
#include "controller_internal.h"

#define MIN_RESERVE 4
#define MAX_WINDOW 32

bool ctl_space(struct controller *c, enum hw_queue q) {
  if (c->hw.space(c->hw.ctx, q)) return true;
  c->blocked |= 1U << q;
  return false;
}

void ctl_push(struct controller *c, enum hw_queue q, const struct record *r) {
  c->hw.push(c->hw.ctx, q, r);
}

static const char *check(const struct controller_config *cfg, const struct hw *hw) {
  if (cfg->slots < 16 || cfg->slots > CONTROLLER_MAX_SLOTS) return "slots: not 16 .. 4096";
  if (cfg->mode > TWK_MODE_LOCAL) return "mode: unknown";
  if (cfg->destage_start >= cfg->slots) return "destage_start: not below slots";
  if (cfg->destage_stop > cfg->destage_start) return "destage_stop: above destage_start";
  if (cfg->disk_depth < 1 || cfg->disk_depth > 64) return "disk_depth: not 1 .. 64";
  if (!hw->space || !hw->push) return "hw: a function is missing";
  return NULL;
}

const char *controller_init(struct controller *c, const struct controller_config *cfg,
                            const struct hw *hw) {
  const char *wrong = check(cfg, hw);
  if (wrong) return wrong;
  unsigned char *bytes = (unsigned char *)c;
  for (size_t i = 0; i < sizeof *c; i++) bytes[i] = 0;
  c->cfg = *cfg;
  c->hw = *hw;
  c->reserve = cfg->slots / 8 > MIN_RESERVE ? cfg->slots / 8 : MIN_RESERVE;
  c->window = cfg->slots / 16 < MAX_WINDOW ? cfg->slots / 16 : MAX_WINDOW;
  ctl_directory_init(c);
  ctl_slots_init(c);
  ctl_reads_init(c);
  controller_pump(c);
  return NULL;
}

unsigned controller_cost(const struct controller *c, const struct record *ev) {
  switch (ev->kind) {
    case TWK_EV_WRITE_STORED:
      return ev->flags & TWK_FLAG_LAST ? c->cfg.cost_decision : c->cfg.cost_entry;
    case TWK_EV_MIRROR_FRAME:
    case TWK_EV_READ_SENT:
    case TWK_EV_ECC:
      return c->cfg.cost_entry;
    default:
      return c->cfg.cost_decision;
  }
}

static void count_ecc(struct controller *c, const struct record *ev) {
  if (ev->flags & TWK_FLAG_ERROR) {
    c->count.ecc_uncorrectable++;
  } else {
    c->count.ecc_corrected++;
  }
}

static void dispatch(struct controller *c, const struct record *ev) {
  switch (ev->kind) {
    case TWK_EV_WRITE_STORED:
      ctl_write_stored(c, ev);
      break;
    case TWK_EV_WRITE_FAILED:
      ctl_write_failed(c, ev);
      break;
    case TWK_EV_READ:
      ctl_read_start(c, ev);
      break;
    case TWK_EV_READ_SENT:
      ctl_read_passed(c, ev);
      break;
    case TWK_EV_FLUSH:
      ctl_flush_start(c, ev);
      break;
    case TWK_EV_DISK_DONE:
      ctl_disk_done(c, ev);
      break;
    case TWK_EV_MIRROR_FRAME:
      ctl_mirror_frame(c, ev);
      break;
    case TWK_EV_MIRROR_LOST:
      ctl_mirror_lost(c, ev);
      break;
    case TWK_EV_ECC:
      count_ecc(c, ev);
      break;
    default:
      c->count.ignored++;
  }
}

void controller_event(struct controller *c, const struct record *ev) {
  c->count.events++;
  dispatch(c, ev);
  controller_pump(c);
}

void controller_pump(struct controller *c) {
  c->blocked = 0;
  /* CLEAN frames give slots back, reads need slots, offers get what is left, and whether
   * slots are short is then known. Acks go before read data; reads that fail make further ones. */
  ctl_acks_push(c);
  ctl_answers_push(c);
  ctl_cleans_push(c);
  ctl_reads_step(c);
  ctl_acks_push(c);
  ctl_slots_offer(c);
  ctl_disk_issue(c);
}

bool controller_blocked(const struct controller *c) {
  return c->blocked != 0;
}

bool controller_idle(const struct controller *c) {
  /* A flush still pending has dirty blocks, a read that waits has others before it. */
  return c->dirty == 0 && c->stuck == 0 && c->in_flight == 0 && c->fetches.count == 0 &&
         c->first_read == CONTROLLER_READS && c->ack_count == 0 && c->answer_count == 0 &&
         c->cleans.count == 0;
}
