/* SPDX-License-Identifier: Apache-2.0 */
#include "system.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DATA_BYTES ((size_t)TWK_MAX_COUNT * ORACLE_BLOCK)

int system_setup(void **state) {
  struct system *t = calloc(1, sizeof *t);
  if (t == NULL) return -1;
  t->data = calloc(SYSTEM_REQUESTS, DATA_BYTES);
  *state = t;
  return t->data == NULL ? -1 : 0;
}

static void release(struct system *t) {
  csim_destroy(t->sim);
  oracle_free(t->oracle);
  t->sim = NULL;
  t->oracle = NULL;
}

int system_teardown(void **state) {
  struct system *t = *state;
  if (t->sim != NULL) {
    print_message("stopped at %" PRIu64 " ps in mode %u; to repeat: TWINACK_SEED=%" PRIu64 " %s\n",
                  csim_now_ps(t->sim), t->cfg.mode, t->cfg.seed, program_invocation_name);
    release(t);
  }
  free(t->data);
  free(t);
  return 0;
}

uint64_t system_seed(uint64_t usual) {
  const char *given = getenv("TWINACK_SEED");
  return given == NULL ? usual : strtoull(given, NULL, 0);
}

void system_config(struct csim_config *cfg, unsigned mode, uint64_t seed) {
  csim_config_defaults(cfg);
  cfg->managed = cfg->multipath = false;
  cfg->mode = mode;
  cfg->seed = seed;
  cfg->volume_blocks = 4096;
  cfg->random_crossing = true;
  cfg->controller.cost_decision = 40;
  cfg->controller.cost_entry = 4;
  cfg->disk.read_us = 6;
  cfg->disk.write_us = 4;
}

void system_open(struct system *t, const struct csim_config *cfg) {
  char err[200];
  uint8_t *data = t->data;
  *t = (struct system){.data = data, .cfg = *cfg, .patience_ps = 20000 * SYSTEM_US, .allowed = 1};
  rng_seed(&t->rng, cfg->seed);
  t->oracle = oracle_new(cfg->seed);
  t->sim = csim_create(cfg, err, sizeof err);
  if (t->sim == NULL) fail_msg("%s", err);
}

void system_close(struct system *t) {
  assert_int_equal(system_counters(t).assertions_failed, 0);
  release(t);
}

/* ---- commands */

static uint64_t global_lba(const struct system *t, const struct csim_command *c) {
  return c->volume * t->cfg.volume_blocks + c->lba;
}

/* A place that is free; the one used longest ago, so that the caller can still read recent ends. */
static struct request *free_request(struct system *t) {
  struct request *best = NULL;
  for (unsigned i = 0; i < SYSTEM_REQUESTS; i++) {
    struct request *r = &t->request[i];
    if (!r->busy && (best == NULL || r->end.done_ps < best->end.done_ps)) best = r;
  }
  assert_non_null(best);
  return best;
}

struct request *system_post_unjudged(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                                     unsigned blocks) {
  if (csim_outstanding(t->sim, volume) == CSIM_QUEUE_DEPTH) return NULL;
  struct request *r = free_request(t);
  size_t place = (size_t)(r - t->request);
  *r = (struct request){.busy = true,
                        .command = {.op = op,
                                    .volume = (uint8_t)volume,
                                    .lba = lba,
                                    .blocks = blocks,
                                    .data = t->data + place * DATA_BYTES,
                                    .user = place}};
  if (csim_post(t->sim, &r->command) == 0) return r;
  r->busy = false;
  return NULL;
}

struct request *system_post(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                            unsigned blocks) {
  struct request *r = system_post_unjudged(t, op, volume, lba, blocks);
  if (r == NULL) return NULL;
  uint64_t global = global_lba(t, &r->command);
  if (op == TWK_OP_WRITE) {
    r->id = oracle_write_issued(t->oracle, global, blocks, r->command.data);
  } else if (op == TWK_OP_READ) {
    r->id = oracle_read_issued(t->oracle, global, blocks);
    memset(r->command.data, 0xA5, (size_t)blocks * ORACLE_BLOCK);
  }
  return r;
}

static void must_be_ok(const struct system *t, enum oracle_result result, uint64_t lba,
                       const char *where) {
  if (result == ORACLE_OK) return;
  fail_msg("block %" PRIu64 " %s is %s at %" PRIu64 " ps", lba, where, oracle_result_name(result),
           csim_now_ps(t->sim));
}

static void judge_read(struct system *t, const struct request *r) {
  const uint8_t *data = r->command.data;
  for (unsigned i = 0; r->end.status == TWK_STATUS_OK && i < r->command.blocks; i++) {
    enum oracle_result result = oracle_read_block(t->oracle, r->id, i, data + i * ORACLE_BLOCK);
    must_be_ok(t, result, global_lba(t, &r->command) + i, "as read");
  }
  oracle_read_done(t->oracle, r->id);
}

static void judge(struct system *t, struct request *r) {
  unsigned status = r->end.status;
  r->busy = false;
  t->ended[status]++;
  if (!(t->allowed >> status & 1))
    fail_msg("op %u of block %" PRIu64 " ended with status %u", r->command.op, r->command.lba,
             status);
  t->reads += r->command.op == TWK_OP_READ && status == TWK_STATUS_OK;
  t->flushes += r->command.op == TWK_OP_FLUSH && status == TWK_STATUS_OK;
  if (r->id == 0) return;
  if (r->command.op == TWK_OP_READ) {
    judge_read(t, r);
  } else if (status == TWK_STATUS_OK) {
    oracle_write_acked(t->oracle, r->id);
  } else {
    oracle_write_failed(t->oracle, r->id);
  }
}

void system_run(struct system *t, uint64_t until_ps) {
  struct csim_completion end;
  csim_run(t->sim, until_ps);
  while (csim_poll(t->sim, &end)) {
    struct request *r = &t->request[end.command.user];
    assert_true(r->busy);
    r->end = end;
    judge(t, r);
  }
}

void system_pass(struct system *t, uint64_t ps) {
  uint64_t end = csim_now_ps(t->sim) + ps;
  uint64_t before;
  do {
    before = csim_now_ps(t->sim);
    system_run(t, end);
  } while (csim_now_ps(t->sim) != before);
}

static uint64_t deadline(const struct system *t) {
  return csim_now_ps(t->sim) + t->patience_ps;
}

static unsigned outstanding(const struct system *t) {
  unsigned all = 0;
  for (unsigned v = 0; v < TWK_VOLUMES; v++) all += csim_outstanding(t->sim, v);
  return all;
}

static void be_patient(const struct system *t, uint64_t end, const char *what) {
  if (csim_now_ps(t->sim) + SYSTEM_US < end) return;
  fail_msg("%s: not within %" PRIu64 " us; outstanding %u", what, t->patience_ps / SYSTEM_US,
           outstanding(t));
}

void system_wait(struct system *t, const struct request *r) {
  uint64_t end = deadline(t);
  assert_non_null(r);
  while (r->busy) {
    be_patient(t, end, "a command");
    system_run(t, end);
  }
}

struct request *system_do(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                          unsigned blocks) {
  struct request *r = system_post(t, op, volume, lba, blocks);
  system_wait(t, r);
  return r;
}

void system_settle(struct system *t) {
  uint64_t end = deadline(t);
  while (outstanding(t) != 0) {
    be_patient(t, end, "all commands");
    system_run(t, end);
  }
}

void system_wait_absent(struct system *t, enum csim_side owner) {
  uint64_t end = deadline(t);
  while (csim_present(t->sim, owner)) {
    be_patient(t, end, "present flag 0");
    system_pass(t, SYSTEM_US / 4);
  }
}

/* ---- the end */

void system_flush(struct system *t, unsigned volume) {
  uint64_t end = deadline(t);
  struct request *r;
  while ((r = system_post(t, TWK_OP_FLUSH, volume, 0, 1)) == NULL) {
    be_patient(t, end, "room for a flush");
    system_run(t, end);
  }
  system_wait(t, r);
}

void system_wait_idle(struct system *t) {
  uint64_t end = deadline(t);
  while (!csim_idle(t->sim)) {
    be_patient(t, end, "idle");
    system_pass(t, SYSTEM_US);
  }
}

void system_peek(struct system *t, unsigned volume, uint64_t lba, void *out) {
  assert_int_equal(disk_peek(csim_disk(t->sim), volume * t->cfg.volume_blocks + lba, out), 0);
}

void system_check_disk(struct system *t, unsigned volume) {
  uint64_t first = volume * t->cfg.volume_blocks;
  uint64_t end = first + t->cfg.volume_blocks;
  uint8_t block[ORACLE_BLOCK];
  for (uint64_t lba = oracle_next_lba(t->oracle, first); lba < end;
       lba = oracle_next_lba(t->oracle, lba + 1)) {
    system_peek(t, volume, lba - first, block);
    must_be_ok(t, oracle_check(t->oracle, lba, block), lba, "on disk");
  }
}

void system_drain(struct system *t) {
  system_settle(t);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) system_flush(t, v);
  system_wait_idle(t);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) system_check_disk(t, v);
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct controller *c = csim_controller(t->sim, (enum csim_side)i);
    assert_int_equal(controller_mirror_count(c), 0);
    assert_int_equal(c->count.ignored, 0);
  }
}

struct csim_counters system_counters(const struct system *t) {
  struct csim_counters k;
  csim_counters(t->sim, &k);
  return k;
}

bool system_mirrored(const struct system *t, enum csim_side holder, uint64_t lba,
                     struct record *out) {
  const struct controller *c = csim_controller(t->sim, holder);
  uint64_t global = (holder == CSIM_A ? t->cfg.volume_blocks : 0) + lba;
  bool found = false;
  for (unsigned i = 0; i < csim_slots(); i++) {
    struct record r;
    if (!controller_mirror_lookup(c, i, &r) || r.lba != global) continue;
    if (!found || r.seq > out->seq) *out = r;
    found = true;
  }
  return found;
}
