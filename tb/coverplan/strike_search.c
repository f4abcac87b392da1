/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike_search.c: looks at a machine in every cycle, and strikes where it has not been struck.
 *
 * Each first fault strikes a pair at some cycles of the workload. From then on the machine is
 * looked at in every cycle until it rests, and again after all has come back, until it is a pair at
 * rest. A fault that can strike, and has not yet struck in this (FIFO, phase), does so there: the
 * machine is kept, followed to its rest and judged, all comes back, it is judged again, and put
 * back. What happens on that way is looked at as well, to some depth. So each point costs one
 * judged run.
 *
 * Some points lie behind two faults that have both struck already: in the later settings some
 * faults, the stepping stones, strike once after each first fault in each (FIFO, phase), for the
 * sake of what comes after them.
 */
#include <string.h>

#include "oracle_memory.h"
#include "strike.h"

#define DEPTH 5U /* faults in a chain, at most ... */
#define MOST 6U  /* ... and one more that undoes one of them */
#define AGAIN 4U /* times that a fault strikes where it has struck, in one setting */
#define UNDOES EXPLORE_RESTORE_A /* from here on: faults that undo others */
#define BIT(f) (1U << EXPLORE_##f)
#define STONES                                                                       \
  (BIT(HARD_A) | BIT(HARD_B) | BIT(HARD_C) | BIT(LINK) | BIT(HANG_A) | BIT(HANG_B) | \
   BIT(RESET_A) | BIT(RESET_B) | BIT(FAILED_A) | BIT(LOW_A))

struct search {
  struct strike_run *run;
  struct strike_found *found;
  const struct strike_wanted *wanted;
  const struct strike_setting *setting;
  struct explore_place place[MOST]; /* before each fault of the chain */
  unsigned depth;                   /* faults in the chain */
  bool over;                        /* all that is wanted has been hit */
  /* Strikes for the sake of what comes after them, in this setting. */
  unsigned again[EXPLORE_FAULTS][STRIKE_FIFOS];
  bool stone[EXPLORE_FAULTS][EXPLORE_FAULTS][STRIKE_FIFOS][STRIKE_PHASES];
};

static void look(struct search *x, bool settled);

static void follow_return(struct search *x, bool settled) {
  struct explore_recovery r;
  strike_return(x->run, settled, &r);
  while (!explore_return_step(&x->run->m, &r, x->run->plan.limit)) look(x, false);
  strike_judge(x->run, &r);
  strike_unlink(x->run);
}

static void follow(struct search *x) {
  struct explore_recovery r;
  explore_recovery_begin(&x->run->m, &r);
  while (!explore_recovery_step(&x->run->m, &r, x->run->plan.limit)) look(x, false);
  look(x, r.settled);
  if (strike_judge(x->run, &r) <= EXPLORE_BLOCKED) follow_return(x, r.settled);
}

static void strike(struct search *x, unsigned f, bool settled) {
  struct explore_machine *m = &x->run->m;
  struct strike_points *p = &x->found->points;
  struct explore_place *here = &x->place[x->depth];
  if (x->depth == 0) p->single[f]++;
  p->strike[f][strike_fifo_now(m)][strike_phase_now(m)]++;
  x->found->strikes++;
  explore_place_save(here, m);
  x->depth++;
  strike_fault(x->run, f, settled);
  follow(x);
  strike_unlink(x->run);
  x->depth--;
  explore_place_restore(here, m);
  x->over = strike_left(x->wanted, p) == 0;
}

static bool fresh(const struct search *x, unsigned f, enum strike_fifo q, enum strike_phase p) {
  return x->found->points.strike[f][q][p] == 0 && strike_in_plan((enum explore_fault)f, p);
}

static bool once_more(unsigned *count) {
  if (*count == AGAIN) return false;
  ++*count;
  return true;
}

/* Has f been a stepping stone after this first fault, here? NULL: it is none. What the plan has for
 * a pair alone is one at any depth, since nothing else leads to what undoes it. */
static bool *trodden(struct search *x, unsigned f, enum strike_fifo q, enum strike_phase p) {
  const bool near = x->depth == 1 || !strike_in_plan((enum explore_fault)f, p);
  const bool stone = x->setting->stones && near && STONES >> f & 1;
  return stone ? &x->stone[x->run->chain.link[0].what][f][q][p] : NULL;
}

static void look(struct search *x, bool settled) {
  struct explore_machine *m = &x->run->m;
  if (x->depth == MOST) return;
  const enum strike_fifo q = strike_fifo_now(m);
  const enum strike_phase p = strike_phase_now(m);
  for (unsigned f = x->depth < DEPTH ? 0 : UNDOES; f < EXPLORE_FAULTS && !x->over; f++) {
    bool *stone = trodden(x, f, q, p);
    const bool due = (stone != NULL && !*stone) || fresh(x, f, q, p);
    if (!due || !explore_acts(m, (enum explore_fault)f)) continue;
    if (stone != NULL) *stone = true;
    strike(x, f, settled);
  }
}

/* First faults, to the end of the workload. */
static void sweep(struct search *x, unsigned length) {
  struct explore_machine *m = &x->run->m;
  for (; m->cycle < length && !x->over; explore_cycle(m)) {
    const bool any = m->cycle % x->setting->step == 0;
    const enum strike_fifo q = strike_fifo_now(m);
    const enum strike_phase p = strike_phase_now(m);
    for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS && !x->over; f++) {
      const bool is_fresh = fresh(x, f, q, p);
      if (!is_fresh && !any) continue;
      if (explore_acts(m, (enum explore_fault)f) && (is_fresh || once_more(&x->again[f][q])))
        strike(x, f, true);
    }
  }
}

static int open_places(struct search *x, char *err, size_t err_size) {
  int bad = 0;
  for (unsigned i = 0; i < MOST; i++) bad |= explore_place_open(&x->place[i], &x->run->m);
  if (bad) snprintf(err, err_size, "out of memory");
  return bad;
}

static int search_setting(struct search *x, unsigned setting, char *err, size_t err_size) {
  memset(x->place, 0, sizeof x->place);
  if (strike_open(x->run, setting, err, err_size) != 0) return -1;
  x->setting = &strike_settings[setting];
  memset(x->again, 0, sizeof x->again);
  memset(x->stone, 0, sizeof x->stone);
  const unsigned length = explore_length(&x->run->plan, err, err_size);
  int bad = length == 0 ? -1 : open_places(x, err, err_size);
  if (bad == 0) sweep(x, length);
  for (unsigned i = 0; i < MOST; i++) explore_place_close(&x->place[i]);
  strike_close(x->run);
  return bad;
}

int strike_search(struct strike_run *run, const struct strike_wanted *wanted,
                  struct strike_found *found, char *err, size_t err_size) {
  struct search *x = oracle_resize(NULL, 1, sizeof *x);
  int bad = 0;
  memset(x, 0, sizeof *x);
  memset(found, 0, sizeof *found);
  x->run = run;
  x->found = found;
  x->wanted = wanted;
  for (unsigned i = 0; i < STRIKE_SETTINGS && !x->over && bad == 0; i++) {
    bad = search_setting(x, i, err, err_size);
    fprintf(stderr, "%s %s: setting %u: %u strikes, %u points left\n", strike_modes[run->plan.mode],
            strike_topologies[run->plan.topology], i, found->strikes,
            strike_left(wanted, &found->points));
  }
  free(x);
  return bad;
}
