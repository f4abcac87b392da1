/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host_link.c: the host's end of one controller's port: commands, write data as it is asked for,
 * acks, read data.
 */
#include <string.h>

#include "csim_internal.h"

/* What begins beyond its volume goes as the highest LBA, which no volume holds: its own would be
 * one of the next volume. */
static uint64_t port_lba(const struct csim *s, const struct csim_command *c) {
  const uint64_t highest = (1ULL << TWK_REC_LBA_W) - 1;
  return c->lba >= s->cfg.volume_blocks ? highest : c->volume * s->cfg.volume_blocks + c->lba;
}

int host_post(struct side *s, const struct csim_command *c) {
  struct host_link *h = &s->host;
  unsigned tag = 0;
  if (h->outstanding == CSIM_QUEUE_DEPTH || !s->alive) return -1;
  while (h->command[tag].used) tag++;
  h->command[tag] = (struct host_command){
      .command = *c, .used = true, .posted_ps = s->system->now_ps, .posted_cycle = s->cycle};
  h->waiting[(h->waiting_head + h->waiting_count++) % CSIM_QUEUE_DEPTH] = (uint8_t)tag;
  h->outstanding++;
  return 0;
}

static void finish(struct side *s, unsigned tag, unsigned status) {
  struct host_command *c = &s->host.command[tag];
  struct csim_completion done = {.command = c->command,
                                 .status = (uint8_t)status,
                                 .posted_ps = c->posted_ps,
                                 .done_ps = s->system->now_ps,
                                 .posted_cycle = c->posted_cycle,
                                 .first_beat_cycle = c->first_beat_cycle,
                                 .done_cycle = s->cycle};
  if (status == TWK_STATUS_OK && c->damaged) done.status = TWK_STATUS_MEDIA;
  c->used = false;
  s->host.outstanding--;
  csim_complete(s->system, &done);
}

static void give_command(struct side *s) {
  struct host_link *h = &s->host;
  const struct model_side *p = s->port;
  *p->hc_valid = h->waiting_count != 0 && *p->hc_ready;
  if (!*p->hc_valid) return;
  unsigned tag = h->waiting[h->waiting_head];
  const struct csim_command *c = &h->command[tag].command;
  *p->hc_op = c->op;
  *p->hc_tag = (uint8_t)tag;
  *p->hc_count = (uint16_t)(c->blocks > UINT16_MAX ? UINT16_MAX : c->blocks);
  *p->hc_lba = port_lba(s->system, c);
  h->waiting_head = (h->waiting_head + 1) % CSIM_QUEUE_DEPTH;
  h->waiting_count--;
  s->active_cycle = s->cycle;
}

static void give_data(struct side *s) {
  struct host_link *h = &s->host;
  const struct model_side *p = s->port;
  *p->hw_valid = *p->hw_ready;
  if (!*p->hw_valid) return;
  struct host_command *c = &h->command[*p->hw_tag % CSIM_QUEUE_DEPTH];
  if (*p->hw_block == 0 && h->write_beat == 0) c->first_beat_cycle = s->cycle + 1;
  memcpy(p->hw_data,
         (const uint8_t *)c->command.data + (size_t)*p->hw_block * BLOCK_BYTES + h->write_beat * 8,
         8);
  h->write_beat = (h->write_beat + 1) % BLOCK_BEATS;
  s->active_cycle = s->cycle;
}

void host_ready_gone(struct side *s) {
  struct host_link *h = &s->host;
  const struct model_side *p = s->port;
  if (!*p->hw_valid || *p->hw_ready) return;
  *p->hw_valid = 0;
  h->write_beat = (h->write_beat + BLOCK_BEATS - 1) % BLOCK_BEATS;
}

static void take_read_data(struct side *s) {
  struct host_link *h = &s->host;
  const struct model_side *p = s->port;
  if (!*p->hr_valid) return;
  bool probe = *p->hr_tag == PROBE_TAG;
  struct host_command *c = &h->command[*p->hr_tag % CSIM_QUEUE_DEPTH];
  uint8_t *to = probe ? h->probe : (uint8_t *)c->command.data + (size_t)*p->hr_block * BLOCK_BYTES;
  memcpy(to + (size_t)h->read_beat * 8, p->hr_data, 8);
  h->read_beat = *p->hr_last ? 0 : h->read_beat + 1;
  if (probe) {
    h->probe_done |= *p->hr_last;
    h->probe_damaged |= *p->hr_error;
  } else {
    c->damaged |= *p->hr_error;
  }
  s->active_cycle = s->cycle;
}

void host_step(struct side *s) {
  const struct model_side *p = s->port;
  give_command(s);
  give_data(s);
  take_read_data(s);
  *p->hr_ready = 1;
  *p->ha_ready = 1;
  if (*p->ha_valid) {
    s->active_cycle = s->cycle;
    side_seen(s, CSIM_SEEN_ACK, *p->ha_tag, *p->ha_status, NULL);
    finish(s, *p->ha_tag, *p->ha_status);
  }
}

void host_abort(struct side *s) {
  struct host_link *h = &s->host;
  for (unsigned tag = 0; tag < CSIM_QUEUE_DEPTH; tag++)
    if (h->command[tag].used) finish(s, tag, CSIM_STATUS_ABORTED);
  h->waiting_count = 0;
  h->write_beat = h->read_beat = 0;
}
