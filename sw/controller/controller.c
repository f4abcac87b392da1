/* SPDX-License-Identifier: Apache-2.0 */
/* controller.c: configuration, the cost of events, and the order in which things are done. */
#include "controller_internal.h"

#define MIN_RESERVE 4
#define MAX_WINDOW 32
/* They change with every frame, and nothing is decided when they do. */
#define PRESENT_FLAGS (1U << TWK_STAT_PRESENT_LSB | 1U << TWK_STAT_PEER_PRESENT_LSB)
#define TEXT(x) #x
#define NUMBER(x) TEXT(x)

bool ctl_space(struct controller *c, enum hw_queue q) {
  if (c->hw.space(c->hw.ctx, q)) return true;
  c->blocked |= 1U << q;
  return false;
}

void ctl_push(struct controller *c, enum hw_queue q, const struct record *r) {
  c->hw.push(c->hw.ctx, q, r);
}

static const char *check(const struct controller_config *cfg, const struct hw *hw) {
  if (cfg->slots < 16 || cfg->slots > CONTROLLER_MAX_SLOTS) {
    return "slots: not 16 .. " NUMBER(CONTROLLER_MAX_SLOTS);
  }
  if (cfg->mode > TWK_MODE_LOCAL) return "mode: unknown";
  if (cfg->destage_start >= cfg->slots) return "destage_start: not below slots";
  if (cfg->destage_stop > cfg->destage_start) return "destage_stop: above destage_start";
  if (cfg->disk_depth < 1 || cfg->disk_depth > 64) return "disk_depth: not 1 .. 64";
  if (!hw->space || !hw->push) return "hw: a function is missing";
  if (!cfg->managed) return NULL;
  if (!hw->control) return "hw: a function is missing";
  if (cfg->side > 1) return "side: not 0 or 1";
  if (cfg->volume_blocks == 0) return "volume_blocks: 0";
  if (cfg->link_grace == 0) return "link_grace: 0";
  if (cfg->boot_ticks == 0) return "boot_ticks: 0";
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
  if (cfg->managed) ctl_role_init(c);
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
    case TWK_EV_STATUS:
      return (ev->seq ^ c->role.status) & ~PRESENT_FLAGS ? c->cfg.cost_decision : c->cfg.cost_entry;
    default:
      return c->cfg.cost_decision;
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
      ctl_ecc(c, ev);
      break;
    case TWK_EV_STATUS:
      ctl_role_status(c, ev);
      break;
    case TWK_EV_RESERVED:
      ctl_role_reserved(c, ev);
      break;
    case TWK_EV_MOVE:
      ctl_move_start(c, ev);
      break;
    default:
      c->count.ignored++;
  }
}

void controller_event(struct controller *c, const struct record *ev) {
  c->count.events++;
  unsigned tag = ev->tag; /* wider than the record's, whose range may be all of them */
  if (tag < CONTROLLER_MAX_TAGS || ev->kind == TWK_EV_MIRROR_FRAME) {
    dispatch(c, ev);
  } else {
    c->count.ignored++;
  }
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
  ctl_role_pump(c);
}

bool controller_blocked(const struct controller *c) {
  return c->blocked != 0;
}

bool ctl_quiet(const struct controller *c) {
  /* A flush still pending has dirty blocks, a read that waits has others before it. */
  return c->dirty == 0 && c->saving == 0 && c->saves == 0 && c->in_flight == 0 &&
         c->fetches.count == 0 && c->first_read == CONTROLLER_READS && c->ack_count == 0 &&
         c->answer_count == 0 && c->cleans.count == 0;
}

bool controller_idle(const struct controller *c) {
  return ctl_quiet(c) && c->stuck == 0;
}
