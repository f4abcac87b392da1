/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "rng.h"
#include "workload.h"
#include "workload_zipf.h"

#define NS_PER_S 1e9

struct workload {
  struct workload_config cfg;
  struct rng rng;
  struct zipf zipf[WORKLOAD_SIZES];
  uint64_t weight_sum;
  uint64_t
      cursor[WORKLOAD_VOLUMES_MAX]; /* where the next sequential request of each volume may start */
  uint64_t made;                    /* requests given so far */
  uint64_t time_ns;                 /* of the present burst */
  double remainder_ns;              /* Poisson: what rounding time_ns down left over */
};

struct workload *workload_new(const struct workload_config *cfg, uint64_t seed) {
  char err[128];
  struct workload *w;

  if (workload_check(cfg, err, sizeof err)) return NULL;
  w = calloc(1, sizeof *w);
  if (!w) return NULL;
  w->cfg = *cfg;
  rng_seed(&w->rng, seed);
  for (unsigned i = 0; i < cfg->sizes; i++) {
    w->weight_sum += cfg->size[i].weight;
    zipf_init(&w->zipf[i], cfg->span_blocks / cfg->size[i].blocks, cfg->theta);
  }
  return w;
}

void workload_free(struct workload *w) {
  free(w);
}

static enum request_op choose_op(struct workload *w) {
  uint64_t percent = rng_below(&w->rng, 100);

  if (percent < w->cfg.write_percent) return REQUEST_WRITE;
  return percent < w->cfg.write_percent + w->cfg.flush_percent ? REQUEST_FLUSH : REQUEST_READ;
}

static unsigned choose_size(struct workload *w) {
  uint64_t left = rng_below(&w->rng, w->weight_sum);
  unsigned i = 0;

  while (left >= w->cfg.size[i].weight) left -= w->cfg.size[i++].weight;
  return i;
}

/* On from the last request of this volume, aligned to the size; from 0 again at the end. */
static uint64_t sequential_lba(struct workload *w, uint64_t *cursor, uint64_t blocks) {
  uint64_t lba = (*cursor + blocks - 1) / blocks * blocks;

  if (lba + blocks > w->cfg.span_blocks) lba = 0;
  *cursor = lba + blocks;
  return lba;
}

static uint64_t choose_lba(struct workload *w, unsigned volume, unsigned size) {
  uint64_t blocks = w->cfg.size[size].blocks;
  uint64_t places = w->cfg.span_blocks / blocks;

  switch (w->cfg.pattern) {
    case WORKLOAD_SEQUENTIAL:
      return sequential_lba(w, &w->cursor[volume], blocks);
    case WORKLOAD_ZIPF:
      return scatter(zipf_rank(&w->zipf[size], &w->rng) - 1, places) * blocks;
    default:
      return rng_below(&w->rng, places) * blocks;
  }
}

static double burst_gap_ns(const struct workload *w) {
  return w->cfg.burst * NS_PER_S / w->cfg.rate;
}

static void poisson_step(struct workload *w) {
  double gap = w->remainder_ns - log1p(-rng_unit(&w->rng)) * burst_gap_ns(w);
  double whole = floor(gap);

  w->remainder_ns = gap - whole;
  if (whole >= (double)(UINT64_MAX - w->time_ns))
    w->time_ns = UINT64_MAX;
  else
    w->time_ns += (uint64_t)whole;
}

/* The first burst arrives at 0. Fixed spacing is counted from there, so that it cannot drift. */
static void step_time(struct workload *w) {
  if (w->cfg.rate <= 0 || w->made == 0 || w->made % w->cfg.burst != 0) return;
  if (w->cfg.poisson)
    poisson_step(w);
  else
    w->time_ns = (uint64_t)((double)(w->made / w->cfg.burst) * burst_gap_ns(w));
}

bool workload_next(struct workload *w, struct request *out) {
  unsigned volume, size;

  if (w->made == w->cfg.count) return false;
  step_time(w);
  volume = (unsigned)(w->made % w->cfg.volumes);
  *out = (struct request){.time_ns = w->time_ns, .op = choose_op(w), .device = volume};
  if (out->op != REQUEST_FLUSH) {
    size = choose_size(w);
    out->lba = choose_lba(w, volume, size);
    out->blocks = w->cfg.size[size].blocks;
  }
  w->made++;
  return true;
}
