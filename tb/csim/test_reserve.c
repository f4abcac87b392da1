/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_reserve.c: the table of reservations against its rules, then against a model of them kept
 * volume by volume, with random commands from both controllers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "reserve.h"
#include "rng.h"
#include "twk_layout.h"

enum { A, B };

/* Fields of the word by the widths that rtl/twinack.layout gives, lowest bit first. */
static unsigned field(uint32_t table, unsigned lsb, unsigned width) {
  return table >> lsb & ((1U << width) - 1);
}
static unsigned owner(uint32_t t) {
  return field(t, 0, 4);
}
static unsigned home(uint32_t t) {
  return field(t, 4, 4);
}
static unsigned voided(uint32_t t) {
  return field(t, 8, 4);
}
static unsigned fenced(uint32_t t) {
  return field(t, 12, 2);
}
static unsigned epoch(uint32_t t) {
  return field(t, 16, 8);
}

static uint32_t granted(struct reserve *r, unsigned side, unsigned op, unsigned mask) {
  uint32_t t = 0;
  assert_true(reserve_command(r, side, op, mask, &t));
  return t;
}

static uint32_t refused(struct reserve *r, unsigned side, unsigned op, unsigned mask) {
  struct reserve before = *r;
  uint32_t t = 0;
  assert_false(reserve_command(r, side, op, mask, &t));
  assert_int_equal(r->owner, before.owner);
  assert_int_equal(r->home, before.home);
  assert_int_equal(r->void_, before.void_);
  assert_int_equal(r->fenced, before.fenced);
  return t;
}

static void each_owns_its_volumes_at_first(void **state) {
  (void)state;
  struct reserve r;
  reserve_init(&r);
  uint32_t t = granted(&r, A, TWK_RESERVE_INQUIRE, 0);
  assert_int_equal(owner(t), 10);
  assert_int_equal(home(t), 10);
  assert_int_equal(voided(t), 0);
  assert_int_equal(fenced(t), 0);
  assert_int_equal(t & ~0x00ff3fffU, 0);
}

static void homes_can_be_given_at_first(void **state) {
  (void)state;
  struct reserve r;
  reserve_init_homes(&r, 0xf4);
  uint32_t t = granted(&r, B, TWK_RESERVE_INQUIRE, 0);
  assert_int_equal(t & 0xff00ffffU, 0x44); /* both fields, and nothing beyond four volumes */
  granted(&r, B, TWK_RESERVE_VOID, 4);
  refused(&r, B, TWK_RESERVE_VOID, 8);
}

static void only_one_of_two_wins_the_fence(void **state) {
  (void)state;
  for (unsigned winner = A; winner <= B; winner++) {
    struct reserve r;
    reserve_init(&r);
    uint32_t t = granted(&r, winner, TWK_RESERVE_FENCE, 0);
    assert_int_equal(fenced(t), 1U << !winner);
    assert_int_equal(owner(t), winner == B ? 15 : 0);
    assert_true(reserve_fenced(&r, !winner) && !reserve_fenced(&r, winner));
    refused(&r, !winner, TWK_RESERVE_FENCE, 0);
    refused(&r, !winner, TWK_RESERVE_VOID, 0);
    refused(&r, !winner, TWK_RESERVE_RESTORE, 0);
    refused(&r, !winner, TWK_RESERVE_RELEASE, 0);
    refused(&r, !winner, TWK_RESERVE_MOVE, 0);
    t = granted(&r, !winner, TWK_RESERVE_INQUIRE, 0); /* ... but it may ask */
    assert_int_equal(fenced(t), 1U << !winner);
    granted(&r, winner, TWK_RESERVE_FENCE, 0); /* asking twice changes nothing */
    assert_int_equal(r.fenced, 1U << !winner);
  }
}

static void void_and_restore_touch_own_volumes_alone(void **state) {
  (void)state;
  struct reserve r;
  reserve_init(&r);
  assert_int_equal(voided(granted(&r, A, TWK_RESERVE_VOID, 1)), 1);
  refused(&r, A, TWK_RESERVE_VOID, 2);
  refused(&r, A, TWK_RESERVE_VOID, 3); /* all of the mask or nothing */
  refused(&r, B, TWK_RESERVE_RESTORE, 1);
  assert_int_equal(voided(granted(&r, B, TWK_RESERVE_VOID, 2)), 3);
  assert_int_equal(voided(granted(&r, A, TWK_RESERVE_RESTORE, 1)), 2);
  /* The mark stays with the volume when it changes hands. */
  assert_int_equal(voided(granted(&r, A, TWK_RESERVE_FENCE, 0)), 2);
  assert_int_equal(voided(granted(&r, A, TWK_RESERVE_RESTORE, 3)), 0);
  assert_int_equal(voided(granted(&r, A, TWK_RESERVE_VOID, 12)), 12);
}

static void release_gives_volumes_and_lifts_the_fence(void **state) {
  (void)state;
  struct reserve r;
  reserve_init(&r);
  granted(&r, B, TWK_RESERVE_FENCE, 0);
  uint32_t t = granted(&r, B, TWK_RESERVE_RELEASE, 5);
  assert_int_equal(owner(t), 10);
  assert_int_equal(home(t), 10);
  assert_int_equal(fenced(t), 0);
  refused(&r, B, TWK_RESERVE_RELEASE, 1);
  granted(&r, A, TWK_RESERVE_VOID, 1);
  granted(&r, A, TWK_RESERVE_FENCE, 0);
  t = granted(&r, A, TWK_RESERVE_RELEASE, 0); /* the fence alone */
  assert_int_equal(owner(t), 0);
  assert_int_equal(fenced(t), 0);
}

static void move_gives_volumes_for_good(void **state) {
  (void)state;
  struct reserve r;
  reserve_init(&r);
  granted(&r, A, TWK_RESERVE_VOID, 4);
  refused(&r, A, TWK_RESERVE_MOVE, 2); /* the peer's */
  refused(&r, A, TWK_RESERVE_MOVE, 3);
  uint32_t t = granted(&r, A, TWK_RESERVE_MOVE, 4);
  assert_int_equal(owner(t), 14);
  assert_int_equal(home(t), 14);
  assert_int_equal(voided(t), 4);
  refused(&r, A, TWK_RESERVE_MOVE, 4);
  refused(&r, A, TWK_RESERVE_VOID, 4);
  /* Whoever fences owns it, its home stays; and who has all may not give any for good. */
  t = granted(&r, A, TWK_RESERVE_FENCE, 0);
  assert_int_equal(owner(t), 0);
  assert_int_equal(home(t), 14);
  refused(&r, A, TWK_RESERVE_MOVE, 1);
  t = granted(&r, A, TWK_RESERVE_RELEASE, 14);
  assert_int_equal(owner(t), 14);
  granted(&r, B, TWK_RESERVE_MOVE, 4);
  t = granted(&r, B, TWK_RESERVE_MOVE, 10);
  assert_int_equal(owner(t), 0);
  assert_int_equal(home(t), 0);
}

static void what_there_is_not_is_refused(void **state) {
  (void)state;
  struct reserve r;
  reserve_init(&r);
  for (unsigned op = 6; op < 16; op++) refused(&r, A, op, 0);
  refused(&r, A, TWK_RESERVE_VOID, 16);
  refused(&r, B, TWK_RESERVE_RELEASE, 32);
  refused(&r, A, TWK_RESERVE_MOVE, 16);
}

static void every_answer_has_a_new_epoch_and_never_0(void **state) {
  (void)state;
  struct reserve r;
  uint32_t t;
  reserve_init(&r);
  assert_int_equal(epoch(granted(&r, B, TWK_RESERVE_INQUIRE, 0)), 1);
  for (unsigned n = 0; n < 1000; n++) {
    reserve_command(&r, A, n % 7, n % 16, &t);
    assert_int_equal(epoch(t), n % 255 + 1);
  }
  assert_int_equal(epoch(granted(&r, B, TWK_RESERVE_INQUIRE, 0)), 2); /* B's own count */
}

/* ---- a model: for each volume its owner, home and mark, for each controller its fence */

enum { VOLUMES = 4 };
struct model {
  unsigned owner[VOLUMES], home[VOLUMES];
  bool void_[VOLUMES], fenced[2], reborn[2];
};

static bool model_command(struct model *m, unsigned side, unsigned op, unsigned mask) {
  if (op == TWK_RESERVE_INQUIRE) return true;
  bool may = !m->fenced[side] || (op == TWK_RESERVE_FENCE && m->reborn[side]);
  if (op > TWK_RESERVE_MOVE || !may) return false;
  if (op == TWK_RESERVE_MOVE && m->fenced[!side]) return false;
  for (unsigned v = 0; v < VOLUMES; v++)
    if (op != TWK_RESERVE_FENCE && mask >> v & 1 && m->owner[v] != side) return false;
  if (op == TWK_RESERVE_FENCE) {
    m->fenced[!side] = true;
    m->fenced[side] = m->reborn[!side] = false;
  }
  if (op == TWK_RESERVE_RELEASE) m->fenced[!side] = false;
  for (unsigned v = 0; v < VOLUMES; v++) {
    if (op == TWK_RESERVE_FENCE) m->owner[v] = side;
    if (!(mask >> v & 1)) continue;
    if (op == TWK_RESERVE_VOID) m->void_[v] = true;
    if (op == TWK_RESERVE_RESTORE) m->void_[v] = false;
    if (op == TWK_RESERVE_RELEASE || op == TWK_RESERVE_MOVE) m->owner[v] = !side;
    if (op == TWK_RESERVE_MOVE) m->home[v] = !side;
  }
  return true;
}

static void random_commands_do_what_the_model_does(void **state) {
  (void)state;
  struct model m = {.owner = {A, B, A, B}, .home = {A, B, A, B}};
  struct reserve r;
  struct rng rng;
  unsigned count[2] = {0};
  rng_seed(&rng, 31);
  reserve_init(&r);
  for (unsigned n = 0; n < 100000; n++) {
    unsigned side = (unsigned)rng_below(&rng, 2), op = (unsigned)rng_below(&rng, 7),
             mask = (unsigned)rng_below(&rng, 16);
    if (rng_below(&rng, 8) == 0) {
      reserve_joined(&r, side);
      m.reborn[side] = true;
    }
    uint32_t t;
    assert_int_equal(reserve_command(&r, side, op, mask, &t), model_command(&m, side, op, mask));
    unsigned want[3] = {0};
    for (unsigned v = 0; v < VOLUMES; v++) {
      want[0] |= m.owner[v] << v;
      want[1] |= m.home[v] << v;
      want[2] |= (unsigned)m.void_[v] << v;
    }
    assert_int_equal(owner(t), want[0]);
    assert_int_equal(home(t), want[1]);
    assert_int_equal(voided(t), want[2]);
    assert_int_equal(fenced(t), m.fenced[0] | m.fenced[1] << 1);
    assert_int_equal(epoch(t), count[side]++ % 255 + 1);
    assert_false(m.fenced[0] && m.fenced[1]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_owns_its_volumes_at_first),
      cmocka_unit_test(homes_can_be_given_at_first),
      cmocka_unit_test(only_one_of_two_wins_the_fence),
      cmocka_unit_test(void_and_restore_touch_own_volumes_alone),
      cmocka_unit_test(release_gives_volumes_and_lifts_the_fence),
      cmocka_unit_test(move_gives_volumes_for_good),
      cmocka_unit_test(what_there_is_not_is_refused),
      cmocka_unit_test(every_answer_has_a_new_epoch_and_never_0),
      cmocka_unit_test(random_commands_do_what_the_model_does),
  };
  return cmocka_run_group_tests_name("test_reserve", tests, NULL, NULL);
}
