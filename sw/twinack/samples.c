/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

/* Of a thousand. */
static const unsigned rank[PERCENTILES] = {500, 990, 999, 1000};

const char *percentile_name(enum percentile p) {
  static const char *const names[PERCENTILES] = {"p50", "p99", "p99_9", "max"};

  return names[p];
}

void samples_add(struct samples *s, uint64_t value) {
  if (s->count == s->room) {
    s->room = s->room ? 2 * s->room : 1024;
    s->values = reallocarray(s->values, s->room, sizeof *s->values);
    if (!s->values) errx(1, "out of memory");
  }
  s->values[s->count++] = value;
}

void samples_free(struct samples *s) {
  free(s->values);
  *s = (struct samples){0};
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

  return (x > y) - (x < y);
}

void samples_percentiles(struct samples *s, uint64_t out[PERCENTILES]) {
  memset(out, 0, PERCENTILES * sizeof *out);
  if (s->count == 0) return;
  qsort(s->values, s->count, sizeof *s->values, ascending);
  for (int p = 0; p < PERCENTILES; p++) {
    size_t whole = s->count / 1000 * rank[p]; /* in two parts: the product must not overflow */
    out[p] = s->values[whole + (s->count % 1000 * rank[p] + 999) / 1000 - 1];
  }
}

/* 0 goes with 1. */
static unsigned bucket_of(uint64_t value) {
  unsigned octave = value ? 63U - (unsigned)__builtin_clzll(value) : 0;
  unsigned quarter = (unsigned)(octave >= 2 ? value >> (octave - 2) : value << (2 - octave)) & 3;

  return 4 * octave + (value ? quarter : 0);
}

uint64_t histogram_floor(unsigned bucket) {
  unsigned octave = bucket / 4;
  uint64_t four = 4 + bucket % 4;

  if (bucket >= HISTOGRAM_BUCKETS) return UINT64_MAX;
  return octave >= 2 ? four << (octave - 2) : (four + (1U << (2 - octave)) - 1) >> (2 - octave);
}

void samples_histogram(const struct samples *s, struct histogram *out) {
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i < s->count; i++) {
    uint32_t *n = &out->count[bucket_of(s->values[i])];
    *n += *n < UINT32_MAX;
  }
}
