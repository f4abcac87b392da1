/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_host.h"

#include <err.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "twk_layout.h"

#define VOLUMES TWK_VOLUMES
#define BLOCK ORACLE_BLOCK
#define COMMANDS (VOLUMES * CSIM_QUEUE_DEPTH)
#define UNREAD 0xa5 /* fills read buffers: what was not written by the read is alien */

struct open {
  struct open *next; /* in the backlog of its volume */
  struct request request;
  unsigned volume;
  uint64_t number; /* from 1, in order of arrival */
  uint64_t due_ps, due_cycle;
  uint64_t blocks_posted;
  unsigned outstanding; /* commands */
  bool all_posted, refused, failed;
};

struct command {
  struct open *open;
  uint64_t ticket; /* of the oracle; 0: it was not told */
  uint8_t *data;
};

struct replay_host {
  const struct config *cfg;
  struct csim *csim;
  struct oracle *oracle;
  struct replay_result *result;
  struct {
    struct open *first, *last; /* arrived, not wholly posted, in order */
    unsigned open;
  } volume[VOLUMES];
  uint64_t arrived, answered;
  struct command command[COMMANDS];
  unsigned free_command[COMMANDS], free_count;
  struct samples ps[3], cycles[3];
};

static void *allocated(size_t size) {
  void *p = calloc(1, size);

  if (!p) errx(1, "out of memory");
  return p;
}

void replay_found(struct replay_result *r, enum replay_finding kind, const char *format, ...) {
  char *first = r->first_found[kind];
  va_list args;

  if (r->outcome == REPLAY_GOOD) r->outcome = REPLAY_WRONG;
  if (r->found_ps == 0) r->found_ps = r->simulated_ps;
  if (r->found[kind]++) return;
  va_start(args, format);
  vsnprintf(first, sizeof r->first_found[kind], format, args);
  va_end(args);
  if (!r->finding[0]) memcpy(r->finding, first, sizeof r->finding);
}

enum replay_finding replay_finding_of(enum oracle_result judged) {
  return judged == ORACLE_LOST ? FINDING_LOST : FINDING_OTHER;
}

struct replay_host *replay_host_new(const struct config *cfg, struct csim *csim,
                                    struct oracle *oracle, struct replay_result *result) {
  struct replay_host *h = allocated(sizeof *h);

  h->cfg = cfg;
  h->csim = csim;
  h->oracle = oracle;
  h->result = result;
  for (unsigned i = 0; i < COMMANDS; i++) {
    h->command[i].data = allocated(TWK_MAX_COUNT * BLOCK);
    h->free_command[h->free_count++] = i;
  }
  return h;
}

void replay_host_free(struct replay_host *h) {
  if (!h) return;
  for (unsigned v = 0; v < VOLUMES; v++) {
    while (h->volume[v].first) {
      struct open *o = h->volume[v].first;
      h->volume[v].first = o->next;
      if (o->outstanding == 0) free(o);
    }
  }
  for (unsigned i = 0; i < COMMANDS; i++) {
    struct open *o = h->command[i].open;
    if (o && --o->outstanding == 0) free(o);
    free(h->command[i].data);
  }
  for (unsigned i = 0; i < 3; i++) {
    samples_free(&h->ps[i]);
    samples_free(&h->cycles[i]);
  }
  free(h);
}

uint64_t replay_host_open(const struct replay_host *h) {
  return h->arrived - h->answered;
}

bool replay_host_has_room(const struct replay_host *h, const struct request *r, unsigned depth) {
  unsigned v = r->device % VOLUMES;

  return h->volume[v].open < depth && !h->volume[v].first &&
         csim_outstanding(h->csim, v) < CSIM_QUEUE_DEPTH;
}

void replay_host_arrive(struct replay_host *h, const struct request *r, uint64_t due_ps) {
  struct open *o = allocated(sizeof *o);
  struct csim_counters now;

  csim_counters(h->csim, &now);
  o->request = *r;
  o->volume = r->device % VOLUMES;
  o->number = ++h->arrived;
  o->due_ps = due_ps;
  o->due_cycle = now.cycles[o->volume % CSIM_SIDES]; /* as csim.h counts done_cycle */
  h->result->requests++;
  h->volume[o->volume].open++;
  if (h->volume[o->volume].first)
    h->volume[o->volume].last->next = o;
  else
    h->volume[o->volume].first = o;
  h->volume[o->volume].last = o;
}

/* The next command of a read or write: at most TWK_MAX_COUNT blocks; folded ones end at the end of
 * the volume. */
static void next_piece(const struct replay_host *h, const struct open *o, struct csim_command *c) {
  uint64_t left = o->request.blocks - o->blocks_posted;
  uint64_t size = h->cfg->csim.volume_blocks;

  c->lba = o->request.lba + o->blocks_posted;
  if (h->cfg->wrap) {
    c->lba %= size;
    if (left > size - c->lba) left = size - c->lba;
  }
  c->blocks = left < TWK_MAX_COUNT ? (uint32_t)left : TWK_MAX_COUNT;
}

static bool within_volume(const struct replay_host *h, const struct csim_command *c) {
  uint64_t size = h->cfg->csim.volume_blocks;

  return c->lba < size && c->blocks <= size - c->lba;
}

static uint64_t global_lba(const struct replay_host *h, const struct csim_command *c) {
  return c->volume * h->cfg->csim.volume_blocks + c->lba;
}

/* Beyond the volume the numbers would be those of the next: the oracle hears nothing. */
static uint64_t tell_oracle(struct replay_host *h, const struct csim_command *c) {
  if (c->op == TWK_OP_WRITE && within_volume(h, c))
    return oracle_write_issued(h->oracle, global_lba(h, c), c->blocks, c->data);
  memset(c->data, c->op == TWK_OP_READ ? UNREAD : 0, c->blocks * (size_t)BLOCK);
  if (c->op == TWK_OP_READ && within_volume(h, c))
    return oracle_read_issued(h->oracle, global_lba(h, c), c->blocks);
  return 0;
}

static void post_one(struct replay_host *h, struct open *o) {
  static const uint8_t op[] = {TWK_OP_WRITE, TWK_OP_READ, TWK_OP_FLUSH};
  unsigned i = h->free_command[--h->free_count];
  struct command *slot = &h->command[i];
  struct csim_command c = {
      .op = op[o->request.op], .volume = (uint8_t)o->volume, .data = slot->data, .user = i};

  if (c.op != TWK_OP_FLUSH) next_piece(h, o, &c);
  slot->open = o;
  slot->ticket = tell_oracle(h, &c);
  if (csim_post(h->csim, &c)) errx(1, "the system refused a command though its queue has room");
  h->result->commands++;
  o->outstanding++;
  o->blocks_posted += c.blocks;
  o->all_posted = o->blocks_posted == o->request.blocks;
}

void replay_host_post(struct replay_host *h) {
  for (unsigned v = 0; v < VOLUMES; v++) {
    while (h->volume[v].first && csim_outstanding(h->csim, v) < CSIM_QUEUE_DEPTH) {
      struct open *o = h->volume[v].first;
      post_one(h, o);
      if (o->all_posted) h->volume[v].first = o->next;
    }
  }
}

static void judge_read(struct replay_host *h, const struct command *slot,
                       const struct csim_command *c) {
  for (unsigned i = 0; i < c->blocks; i++) {
    enum oracle_result r =
        oracle_read_block(h->oracle, slot->ticket, i, slot->data + i * (size_t)BLOCK);
    if (r != ORACLE_OK)
      replay_found(h->result, replay_finding_of(r),
                   "request %" PRIu64 " read volume %u block %" PRIu64 ": %s", slot->open->number,
                   c->volume, c->lba + i, oracle_result_name(r));
  }
  oracle_read_done(h->oracle, slot->ticket);
}

static void good_answer(struct replay_host *h, const struct command *slot,
                        const struct csim_command *c) {
  if (c->op == TWK_OP_FLUSH) return;
  if (!slot->ticket) {
    slot->open->failed = true;
    replay_found(h->result, FINDING_OTHER,
                 "request %" PRIu64 ": blocks %" PRIu64 "+%u beyond volume %u were accepted",
                 slot->open->number, c->lba, c->blocks, c->volume);
  } else if (c->op == TWK_OP_WRITE) {
    oracle_write_acked(h->oracle, slot->ticket);
    h->result->bytes_written += c->blocks * (uint64_t)BLOCK;
  } else {
    judge_read(h, slot, c);
    h->result->bytes_read += c->blocks * (uint64_t)BLOCK;
  }
}

static void refused(struct replay_host *h, struct open *o) {
  struct replay_result *r = h->result;

  o->refused = true;
  if (r->first_refused[0]) return;
  snprintf(r->first_refused, sizeof r->first_refused,
           "request %" PRIu64 ": blocks %" PRIu64 "+%" PRIu64 " lie beyond volume %u of %" PRIu64
           " blocks: refused; --wrap folds them in",
           o->number, o->request.lba, o->request.blocks, o->volume, h->cfg->csim.volume_blocks);
}

static void bad_answer(struct replay_host *h, const struct command *slot,
                       const struct csim_command *c, unsigned status) {
  if (c->op != TWK_OP_FLUSH && !slot->ticket && status == TWK_STATUS_RANGE) {
    refused(h, slot->open);
    return;
  }
  if (c->op == TWK_OP_WRITE && slot->ticket) oracle_write_failed(h->oracle, slot->ticket);
  if (c->op == TWK_OP_READ && slot->ticket) oracle_read_done(h->oracle, slot->ticket);
  slot->open->failed = true;
  replay_found(h->result, status == TWK_STATUS_MEDIA ? FINDING_MEDIA : FINDING_OTHER,
               "request %" PRIu64 " on volume %u was answered with error status %u",
               slot->open->number, c->volume, status);
}

static void answer(struct replay_host *h, struct open *o, const struct csim_completion *last) {
  enum request_op op = o->request.op;

  h->answered++;
  h->volume[o->volume].open--;
  h->result->refused += o->refused;
  h->result->failed += o->failed;
  if (!o->refused && !o->failed) {
    samples_add(&h->ps[op], last->done_ps - o->due_ps);
    samples_add(&h->cycles[op], last->done_cycle - o->due_cycle);
  }
  free(o);
}

void replay_host_complete(struct replay_host *h, const struct csim_completion *c) {
  unsigned i = (unsigned)c->command.user;
  struct command *slot = &h->command[i];
  struct open *o = slot->open;

  if (c->status == TWK_STATUS_OK)
    good_answer(h, slot, &c->command);
  else
    bad_answer(h, slot, &c->command, c->status);
  slot->open = NULL;
  h->free_command[h->free_count++] = i;
  if (--o->outstanding == 0 && o->all_posted) answer(h, o, c);
}

void replay_host_finish(struct replay_host *h) {
  for (int op = 0; op < 3; op++) {
    struct replay_latency *l = &h->result->latency[op];
    l->count = h->ps[op].count;
    samples_percentiles(&h->ps[op], l->ps);
    samples_percentiles(&h->cycles[op], l->cycles);
  }
}
