/* SPDX-License-Identifier: Apache-2.0 */
/* test_takeover.c: a controller dies, hangs or is reset, and its peer takes over. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

/* Two copies, and a load for a while. */
static struct pair *loaded(unsigned mode, const char *name, uint64_t seed) {
  struct pair *p = pair_new(mode, name, seed);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  p->load = true;
  pair_run(p, 2000 + (unsigned)rng_below(&p->rng, 500));
  return p;
}

static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH};

static void test_what_a_dead_owner_acknowledged_is_adopted(void **state) {
  (void)state;
  unsigned adopted = 0;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "dead owner", seed);
    unsigned dead = seed & 1;
    pair_kill(p, dead);
    pair_run(p, 3000);
    pair_settle(p, 200);
    const struct controller *c = &p->side[!dead].c;
    assert_int_equal(controller_phase(c), TWK_PHASE_ALONE);
    assert_int_equal(controller_serves(c), 3);
    assert_int_equal(c->count.takeovers, 1);
    assert_true(controller_settled(c));
    pair_check_all(p);
    if (modes[seed % 3] != TWK_MODE_THROUGH) assert_int_equal(p->void_, 3);
    adopted += (unsigned)c->count.adopted;
    pair_start(p, dead);
    p->load = true;
    pair_run(p, 3000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p));
    assert_int_equal(c->count.failbacks, 1);
    assert_int_equal(p->void_, 0);
    assert_int_equal(p->fenced, 0);
    pair_check_all(p);
    pair_free(p);
  }
  assert_true(adopted > 60);
}

static void test_a_short_reset_is_taken_for_a_death(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "short reset", 1000 + seed);
    unsigned dead = seed & 1;
    pair_kill(p, dead);
    pair_start(p, dead);
    pair_run(p, 3000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p));
    assert_int_equal(p->side[!dead].c.count.takeovers, 1);
    pair_check_all(p);
    pair_free(p);
  }
}

static void test_a_hanging_controller_is_fenced(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "hang", 2000 + seed);
    unsigned hung = seed & 1;
    p->side[hung].hung = true;
    pair_run(p, 6000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p)); /* the fence reset it */
    assert_int_equal(p->side[!hung].c.count.takeovers, 1);
    pair_check_all(p);
    pair_free(p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_a_dead_owner_acknowledged_is_adopted),
      cmocka_unit_test(test_a_short_reset_is_taken_for_a_death),
      cmocka_unit_test(test_a_hanging_controller_is_fenced),
  };
  return cmocka_run_group_tests_name("test_takeover", tests, NULL, NULL);
}
