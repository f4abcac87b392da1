/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_host.c: the host of an exploration: posts the script's commands in order, a few at a time
 * on each volume, and tells the oracle what it sees.
 */
#include <string.h>

#include "explore_internal.h"
#include "hash.h"

void explore_host_init(struct explore_host *h) {
  memset(h, 0, sizeof *h);
  h->quota = EXPLORE_VOLUMES * EXPLORE_COMMANDS;
  h->history = HASH_START;
  h->worst = EXPLORE_SURVIVED;
  h->worst_lba = UINT64_MAX;
}

static struct explore_request *free_request(struct explore_host *h, unsigned volume) {
  for (unsigned i = 0; i < EXPLORE_DEPTH; i++)
    if (!h->request[volume][i].busy) return &h->request[volume][i];
  return NULL;
}

static void issue(struct explore_machine *m, struct explore_request *r) {
  if (r->op == TWK_OP_WRITE)
    r->id = oracle_write_issued(m->oracle, r->lba, r->blocks, r->data);
  else
    r->id = oracle_read_issued(m->oracle, r->lba, r->blocks);
  m->host.history = hash_word(m->host.history, r->lba << 8 | (uint64_t)r->blocks << 4 | r->op);
}

static bool post_next(struct explore_machine *m, unsigned volume) {
  struct explore_host *h = &m->host;
  struct explore_request *r = free_request(h, volume);
  if (r == NULL || h->quota == 0 || h->next[volume] == EXPLORE_COMMANDS) return false;
  const struct explore_command *c = &m->script.command[volume][h->next[volume]];
  struct csim_command k = {.op = c->op,
                           .volume = (uint8_t)volume,
                           .lba = c->lba,
                           .blocks = c->blocks,
                           .data = r->data,
                           .user = (uint64_t)(r - &h->request[0][0])};
  if (csim_post(m->sim, &k) != 0) return false;
  r->busy = true;
  r->op = c->op;
  r->blocks = c->blocks;
  r->lba = volume * m->volume_blocks + c->lba;
  issue(m, r);
  h->next[volume]++;
  h->quota--;
  return true;
}

void explore_host_post(struct explore_machine *m) {
  for (unsigned v = 0; v < EXPLORE_VOLUMES; v++)
    while (post_next(m, v)) continue;
}

static void note(struct explore_host *h, enum oracle_result r, uint64_t lba) {
  enum explore_outcome o = r == ORACLE_OK     ? EXPLORE_SURVIVED
                           : r == ORACLE_LOST ? EXPLORE_LOST
                                              : EXPLORE_TORN;
  if (o <= h->worst) return;
  h->worst = (uint8_t)o;
  h->worst_lba = lba;
}

static void end_read(struct explore_machine *m, const struct explore_request *r, bool well) {
  for (unsigned i = 0; well && i < r->blocks; i++)
    note(&m->host, oracle_read_block(m->oracle, r->id, i, r->data + (size_t)i * ORACLE_BLOCK),
         r->lba + i);
  oracle_read_done(m->oracle, r->id);
}

void explore_host_end(struct explore_machine *m, const struct csim_completion *e) {
  struct explore_request *r = &m->host.request[0][0] + e->command.user;
  const bool well = e->status == TWK_STATUS_OK;
  if (r->op == TWK_OP_READ)
    end_read(m, r, well);
  else if (well)
    oracle_write_acked(m->oracle, r->id);
  else
    oracle_write_failed(m->oracle, r->id);
  r->busy = false;
  m->host.history = hash_word(m->host.history, e->command.user << 8 | e->status);
}

void explore_host_take(struct explore_machine *m) {
  struct csim_completion e;
  while (csim_poll(m->sim, &e)) explore_host_end(m, &e);
}

bool explore_host_done(const struct explore_machine *m, unsigned volume) {
  const struct explore_host *h = &m->host;
  for (unsigned i = 0; i < EXPLORE_DEPTH; i++)
    if (h->request[volume][i].busy) return false;
  return h->quota == 0 || h->next[volume] == EXPLORE_COMMANDS;
}
