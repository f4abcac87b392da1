/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host_link.c: the host's end of a port, a controller's or the host switch's: commands, write data
 * as it is asked for, acks, read data.
 */
#include <string.h>

#include "csim_internal.h"

void host_init(struct host_end *h, struct csim *s, struct side *side, unsigned depth,
               struct host_command *command, uint8_t *waiting) {
  *h = (struct host_end){.system = s,
                         .side = side,
                         .port = side == NULL ? &s->model->host : &side->port->host,
                         .depth = depth,
                         .command = command,
                         .waiting = waiting};
}

/* What begins beyond its volume goes as the highest LBA, which no volume holds: its own would be
 * one of the next volume. */
static uint64_t port_lba(const struct csim *s, const struct csim_command *c) {
  const uint64_t highest = (1ULL << TWK_REC_LBA_W) - 1;
  return c->lba >= s->cfg.volume_blocks ? highest : c->volume * s->cfg.volume_blocks + c->lba;
}

static uint64_t cycle_of(const struct host_end *h, const struct csim_command *c) {
  return h->system->side[csim_clock_of(c->volume)].cycle;
}

/* Which controller the switch deals with cannot be seen here: it may be either. */
static void note_activity(const struct host_end *h) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    struct side *s = &h->system->side[i];
    if (h->side == NULL || h->side == s) s->active_cycle = s->cycle;
  }
}

int host_post(struct host_end *h, const struct csim_command *c) {
  unsigned tag = 0;
  if (h->outstanding == h->depth || (h->side != NULL && !h->side->alive)) return -1;
  while (h->command[tag].used) tag++;
  h->command[tag] = (struct host_command){
      .command = *c, .used = true, .posted_ps = h->system->now_ps, .posted_cycle = cycle_of(h, c)};
  h->waiting[(h->waiting_head + h->waiting_count++) % h->depth] = (uint8_t)tag;
  h->outstanding++;
  return 0;
}

static void finish(struct host_end *h, unsigned tag, unsigned status) {
  struct host_command *c = &h->command[tag];
  struct csim_completion done = {.command = c->command,
                                 .status = (uint8_t)status,
                                 .posted_ps = c->posted_ps,
                                 .done_ps = h->system->now_ps,
                                 .posted_cycle = c->posted_cycle,
                                 .first_beat_cycle = c->first_beat_cycle,
                                 .done_cycle = cycle_of(h, &c->command)};
  if (status == TWK_STATUS_OK && c->damaged) done.status = TWK_STATUS_MEDIA;
  c->used = false;
  h->outstanding--;
  csim_complete(h->system, &done);
}

static void give_command(struct host_end *h) {
  const struct model_host *p = h->port;
  *p->hc_valid = h->waiting_count != 0 && *p->hc_ready;
  if (!*p->hc_valid) return;
  unsigned tag = h->waiting[h->waiting_head];
  const struct csim_command *c = &h->command[tag].command;
  *p->hc_op = c->op;
  *p->hc_tag = (uint8_t)tag;
  *p->hc_count = (uint16_t)(c->blocks > UINT16_MAX ? UINT16_MAX : c->blocks);
  *p->hc_lba = port_lba(h->system, c);
  h->waiting_head = (h->waiting_head + 1) % h->depth;
  h->waiting_count--;
  note_activity(h);
}

static void give_data(struct host_end *h) {
  const struct model_host *p = h->port;
  *p->hw_valid = *p->hw_ready;
  if (!*p->hw_valid) return;
  struct host_command *c = &h->command[*p->hw_tag % h->depth];
  if (*p->hw_block == 0 && h->write_beat == 0) c->first_beat_cycle = cycle_of(h, &c->command) + 1;
  memcpy(p->hw_data,
         (const uint8_t *)c->command.data + (size_t)*p->hw_block * BLOCK_BYTES + h->write_beat * 8,
         8);
  h->write_beat = (h->write_beat + 1) % BLOCK_BEATS;
  note_activity(h);
}

void host_ready_gone(struct host_end *h) {
  const struct model_host *p = h->port;
  if (!*p->hw_valid || *p->hw_ready) return;
  *p->hw_valid = 0;
  h->write_beat = (h->write_beat + BLOCK_BEATS - 1) % BLOCK_BEATS;
}

static void take_read_data(struct host_end *h) {
  const struct model_host *p = h->port;
  if (!*p->hr_valid) return;
  bool probe = *p->hr_tag == PROBE_TAG;
  struct host_command *c = &h->command[*p->hr_tag % h->depth];
  uint8_t *to = probe ? h->probe : (uint8_t *)c->command.data + (size_t)*p->hr_block * BLOCK_BYTES;
  memcpy(to + (size_t)h->read_beat * 8, p->hr_data, 8);
  h->read_beat = *p->hr_last ? 0 : h->read_beat + 1;
  if (probe) {
    h->probe_done |= *p->hr_last;
    h->probe_damaged |= *p->hr_error;
  } else {
    c->damaged |= *p->hr_error;
  }
  note_activity(h);
}

/* The controller that an ack is of: the switch says no names. */
static const struct side *answered_by(const struct host_end *h, unsigned tag) {
  unsigned volume = h->command[tag].command.volume;
  if (h->side != NULL) return h->side;
  return &h->system->side[csim_server(h->system, volume, csim_home(h->system, volume))];
}

void host_step(struct host_end *h) {
  const struct model_host *p = h->port;
  give_command(h);
  give_data(h);
  take_read_data(h);
  *p->hr_ready = 1;
  *p->ha_ready = 1;
  if (*p->ha_valid) {
    note_activity(h);
    side_seen(answered_by(h, *p->ha_tag), CSIM_SEEN_ACK, *p->ha_tag, *p->ha_status, NULL);
    finish(h, *p->ha_tag, *p->ha_status);
  }
}

void host_abort(struct host_end *h) {
  for (unsigned tag = 0; tag < h->depth; tag++)
    if (h->command[tag].used) finish(h, tag, CSIM_STATUS_ABORTED);
  h->waiting_count = 0;
  h->write_beat = h->read_beat = 0;
}
