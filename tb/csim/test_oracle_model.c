/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_oracle_model.c: long random runs against a judge that keeps every version and every read of
 * every block and applies the rules of oracle.h word for word, by search.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "oracle.h"

#define WORDS 64
#define BLOCKS 6
#define VERSIONS 400 /* of one block, version 0 included */
#define COMMANDS 12  /* outstanding of each kind */
#define LONGEST 3
#define NEVER UINT64_MAX

struct version {
  uint64_t word[WORDS], issued, end;
  bool acked;
};

struct seen {
  uint64_t issued, returned;
  unsigned version;
};

struct judge {
  unsigned versions, reads;
  struct version version[VERSIONS];
  struct seen read[VERSIONS * 10];
};

struct command {
  bool used;
  uint64_t id, issued;
  unsigned first, blocks, version[LONGEST];
};

struct run {
  struct oracle *oracle;
  uint64_t random, clock;
  struct judge judge[BLOCKS];
  struct command write[COMMANDS], read[COMMANDS];
  unsigned verdicts[5];
};

static unsigned pick(struct run *r, unsigned below) {
  r->random = r->random * 6364136223846793005ULL + 1442695040888963407ULL;
  return (unsigned)((r->random >> 33) % below);
}

/* Blocks 0..2 and 3..5 lie apart. */
static uint64_t lba_of(unsigned block) {
  return block < 3 ? 10 + block : (1ULL << 39) + block;
}

/* Rule 1: v ended before some w was issued, and w was acknowledged before the read was issued. */
static bool pushed_out(const struct judge *j, const struct version *v, uint64_t issued) {
  for (unsigned i = 0; i < j->versions; i++) {
    const struct version *w = &j->version[i];
    if (w->acked && w->end < issued && v->end < w->issued) return true;
  }
  return false;
}

/* Rule 2, with the read issued last of those that came back before `issued`. */
static bool shown_older(const struct judge *j, unsigned version, uint64_t issued) {
  const struct seen *last = NULL;
  for (unsigned i = 0; i < j->reads; i++)
    if (j->read[i].returned < issued && (!last || j->read[i].issued > last->issued))
      last = &j->read[i];
  return last && j->version[version].acked && j->version[version].end < last->issued &&
         last->version != version;
}

static int whole_version(const struct judge *j, const uint64_t *data) {
  for (unsigned i = 0; i < j->versions; i++)
    if (!memcmp(j->version[i].word, data, sizeof j->version[i].word)) return (int)i;
  return -1;
}

static bool all_words_known(const struct judge *j, const uint64_t *data) {
  for (unsigned k = 0; k < WORDS; k++) {
    unsigned i = 0;
    while (i < j->versions && j->version[i].word[k] != data[k]) i++;
    if (i == j->versions) return false;
  }
  return true;
}

/* *version is set for OK and LOST. */
static enum oracle_result reference(const struct run *r, unsigned block, uint64_t issued,
                                    const uint64_t *data, int *version) {
  const struct judge *j = &r->judge[block];
  *version = whole_version(j, data);
  if (*version >= 0) {
    bool lost =
        pushed_out(j, &j->version[*version], issued) || shown_older(j, (unsigned)*version, issued);
    return lost ? ORACLE_LOST : ORACLE_OK;
  }
  if (all_words_known(j, data)) return ORACLE_TORN;
  for (unsigned other = 0; other < BLOCKS; other++)
    if (whole_version(&r->judge[other], data) >= 0) return ORACLE_MISPLACED;
  return ORACLE_ALIEN;
}

static const uint64_t *some_version(struct run *r, unsigned block) {
  const struct judge *j = &r->judge[block];
  unsigned recent = j->versions < 6 ? j->versions : 6;
  unsigned back = pick(r, 8) ? pick(r, recent) : pick(r, j->versions);
  return j->version[j->versions - 1 - back].word;
}

/* Mostly whole versions of the block, and every kind of damage. */
static void some_content(struct run *r, unsigned block, uint64_t *data) {
  memcpy(data, some_version(r, block), WORDS * sizeof *data);
  unsigned from = pick(r, WORDS), count = 1 + pick(r, WORDS - from);
  switch (pick(r, 12)) {
    case 0:
      memcpy(data + from, some_version(r, block) + from, count * sizeof *data);
      break;
    case 1:
      memcpy(data, some_version(r, pick(r, BLOCKS)), WORDS * sizeof *data);
      break;
    case 2:
      memcpy(data + from, some_version(r, pick(r, BLOCKS)) + from, count * sizeof *data);
      break;
    case 3:
      data[from] ^= 1ULL << pick(r, 64);
      break;
    default:
      break;
  }
}

static struct command *slot(struct run *r, struct command *list, bool used) {
  unsigned start = pick(r, COMMANDS);
  for (unsigned i = 0; i < COMMANDS; i++) {
    struct command *c = &list[(start + i) % COMMANDS];
    if (c->used == used) return c;
  }
  return NULL;
}

static void begin(struct run *r, struct command *c) {
  c->used = true;
  c->blocks = 1 + pick(r, LONGEST);
  c->first = pick(r, 2) * 3 + pick(r, 4 - c->blocks);
  c->issued = ++r->clock;
}

static void issue_write(struct run *r) {
  struct command *c = slot(r, r->write, false);
  uint64_t data[LONGEST][WORDS];
  if (!c) return;
  begin(r, c);
  c->id = oracle_write_issued(r->oracle, lba_of(c->first), c->blocks, data);
  for (unsigned i = 0; i < c->blocks; i++) {
    struct judge *j = &r->judge[c->first + i];
    assert_true(j->versions < VERSIONS);
    struct version *v = &j->version[j->versions];
    memcpy(v->word, data[i], sizeof v->word);
    v->issued = c->issued;
    v->end = NEVER;
    c->version[i] = j->versions++;
  }
}

static void end_write(struct run *r) {
  struct command *c = slot(r, r->write, true);
  if (!c) return;
  bool acked = pick(r, 5) != 0;
  if (acked)
    oracle_write_acked(r->oracle, c->id);
  else
    oracle_write_failed(r->oracle, c->id);
  c->used = false;
  r->clock++;
  for (unsigned i = 0; i < c->blocks; i++) {
    struct version *v = &r->judge[c->first + i].version[c->version[i]];
    v->end = r->clock;
    v->acked = acked;
  }
}

static void issue_read(struct run *r) {
  struct command *c = slot(r, r->read, false);
  if (!c) return;
  begin(r, c);
  c->id = oracle_read_issued(r->oracle, lba_of(c->first), c->blocks);
}

static void agree(struct run *r, enum oracle_result got, enum oracle_result want) {
  if (got != want)
    fail_msg("judged %s, expected %s at step %llu", oracle_result_name(got),
             oracle_result_name(want), (unsigned long long)r->clock);
  r->verdicts[want]++;
}

static void return_read(struct run *r) {
  struct command *c = slot(r, r->read, true);
  if (!c) return;
  r->clock++;
  for (unsigned i = 0; i < c->blocks; i++) {
    struct judge *j = &r->judge[c->first + i];
    uint64_t data[WORDS];
    int version;
    some_content(r, c->first + i, data);
    enum oracle_result want = reference(r, c->first + i, c->issued, data, &version);
    agree(r, oracle_read_block(r->oracle, c->id, i, data), want);
    if (want != ORACLE_OK || !j->version[version].acked) continue;
    assert_true(j->reads < sizeof j->read / sizeof *j->read);
    j->read[j->reads++] = (struct seen){c->issued, r->clock, (unsigned)version};
  }
  oracle_read_done(r->oracle, c->id);
  c->used = false;
}

static void check(struct run *r) {
  unsigned block = pick(r, BLOCKS);
  uint64_t data[WORDS];
  int version;
  some_content(r, block, data);
  enum oracle_result want = reference(r, block, ++r->clock, data, &version);
  agree(r, oracle_check(r->oracle, lba_of(block), data), want);
}

static void run_against_the_reference(uint64_t seed) {
  static struct run r;
  memset(&r, 0, sizeof r);
  r.random = seed;
  r.oracle = oracle_new(seed);
  for (unsigned i = 0; i < BLOCKS; i++) {
    r.judge[i].versions = 1; /* version 0: zeros, older than all */
    r.judge[i].version[0].acked = true;
  }
  print_message("seed %llu\n", (unsigned long long)seed);
  for (unsigned step = 0; step < 4000; step++) {
    static void (*const action[])(struct run *) = {issue_write, end_write,   issue_read, issue_read,
                                                   return_read, return_read, check,      check};
    /* Mostly few commands overlap; now and then many pile up. */
    unsigned kind = pick(&r, 8);
    if (kind == 0 && step / 200 % 3) kind = pick(&r, 2) ? 1 : 0;
    action[kind](&r);
  }
  const struct oracle_counters *c = oracle_counters(r.oracle);
  const uint64_t got[] = {c->ok, c->lost, c->torn, c->misplaced, c->alien};
  for (unsigned i = 0; i < 5; i++) {
    assert_true(r.verdicts[i] > 20);
    assert_int_equal(got[i], r.verdicts[i]);
  }
  oracle_free(r.oracle);
}

static void random_runs_agree_with_a_brute_force_judge(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 12; seed++) run_against_the_reference(seed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_runs_agree_with_a_brute_force_judge),
  };
  return cmocka_run_group_tests_name("test_oracle_model", tests, NULL, NULL);
}
