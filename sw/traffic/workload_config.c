/* SPDX-License-Identifier: Apache-2.0 */
/* The description of a workload: keys and values. */
#include <stdio.h>
#include <string.h>

#include "workload_limits.h"

/* A part of a value; not terminated. */
struct part {
  const char *at;
  size_t len;
};

struct key {
  const char *name;
  const char *expected;
  /* false: bad value; cfg may then be half set */
  bool (*set)(struct workload_config *cfg, struct part value);
};

void workload_defaults(struct workload_config *cfg) {
  *cfg = (struct workload_config){.pattern = WORKLOAD_RANDOM,
                                  .theta = 0.99,
                                  .write_percent = 70,
                                  .sizes = 1,
                                  .size = {{.blocks = 4096 / WORKLOAD_BLOCK_BYTES, .weight = 1}},
                                  .span_blocks = (64 << 20) / WORKLOAD_BLOCK_BYTES,
                                  .volumes = 2,
                                  .count = 1000,
                                  .burst = 1,
                                  .depth = WORKLOAD_DEPTH_MAX};
}

struct quote {
  char text[40];
};

/* Shortened, without control characters: fit for an error line. */
static struct quote quote(struct part p) {
  struct quote q;
  size_t len = p.len < sizeof q.text ? p.len : sizeof q.text - 1;

  for (size_t i = 0; i < len; i++) q.text[i] = p.at[i] >= ' ' && p.at[i] <= '~' ? p.at[i] : '?';
  q.text[len] = '\0';
  return q;
}

static int fail(char *err, size_t err_size, struct part key, const char *reason, struct part what,
                const char *expected) {
  snprintf(err, err_size, "%s: %s '%s', expected %s", quote(key).text, reason, quote(what).text,
           expected);
  return -1;
}

static struct part part_of(const char *text) {
  return (struct part){text, strlen(text)};
}

static bool part_is(struct part p, const char *text) {
  return p.len == strlen(text) && memcmp(p.at, text, p.len) == 0;
}

/* Cuts p at the first mark; *rest is what follows it. False: no mark, *rest is empty. */
static bool cut(struct part *p, char mark, struct part *rest) {
  const char *at = p->len ? memchr(p->at, mark, p->len) : NULL;

  *rest = (struct part){p->at + p->len, 0};
  if (!at) return false;
  *rest = (struct part){at + 1, p->len - (size_t)(at - p->at) - 1};
  p->len = (size_t)(at - p->at);
  return true;
}

static bool digits(struct part p, uint64_t max, uint64_t *out) {
  uint64_t v = 0;

  for (size_t i = 0; i < p.len; i++) {
    if (p.at[i] < '0' || p.at[i] > '9') return false;
    unsigned digit = (unsigned)(p.at[i] - '0');
    if (v > (UINT64_MAX - digit) / 10) return false;
    v = v * 10 + digit;
  }
  *out = v;
  return p.len > 0 && v <= max;
}

/* Digits and one optional suffix: k, M, G, powers of 1024. */
static bool number(struct part p, uint64_t min, uint64_t max, uint64_t *out) {
  static const char suffix[] = "kMG";
  const char *found = p.len ? memchr(suffix, p.at[p.len - 1], 3) : NULL;
  unsigned shift = 0;

  if (found) {
    shift = 10 * (unsigned)(found - suffix + 1);
    p.len--;
  }
  if (!digits(p, max >> shift, out)) return false;
  *out <<= shift;
  return *out >= min;
}

static bool small_number(struct part p, unsigned min, unsigned max, unsigned *out) {
  uint64_t v;

  if (!digits(p, max, &v) || v < min) return false;
  *out = (unsigned)v;
  return true;
}

/*
 * Digits with an optional fraction. Up to 15 digits fit a double, and so does the power of ten:
 * one division rounds right, whatever the locale's point is.
 */
static bool fraction(struct part p, double *out) {
  struct part behind;
  bool point = cut(&p, '.', &behind);
  uint64_t whole, part = 0;
  double scale = 1;

  if (p.len + behind.len > 15 || !digits(p, UINT64_MAX, &whole)) return false;
  if (point && !digits(behind, UINT64_MAX, &part)) return false;
  for (size_t i = 0; i < behind.len; i++) scale *= 10;
  *out = ((double)whole * scale + (double)part) / scale;
  return true;
}

static bool set_pattern(struct workload_config *cfg, struct part value) {
  if (part_is(value, "sequential"))
    cfg->pattern = WORKLOAD_SEQUENTIAL;
  else if (part_is(value, "random"))
    cfg->pattern = WORKLOAD_RANDOM;
  else if (part_is(value, "zipf"))
    cfg->pattern = WORKLOAD_ZIPF;
  else
    return false;
  return true;
}

static bool set_theta(struct workload_config *cfg, struct part value) {
  return fraction(value, &cfg->theta) && workload_theta_ok(cfg->theta);
}

static bool set_write(struct workload_config *cfg, struct part value) {
  return small_number(value, 0, 100, &cfg->write_percent);
}

static bool set_flush(struct workload_config *cfg, struct part value) {
  return small_number(value, 0, 100, &cfg->flush_percent);
}

/* SIZE, or SIZE:WEIGHT/SIZE:WEIGHT... */
static bool set_bs(struct workload_config *cfg, struct part value) {
  struct part rest = value;
  struct part weight;
  uint64_t bytes;
  bool more = true;

  for (cfg->sizes = 0; more; cfg->sizes++, value = rest) {
    if (cfg->sizes == WORKLOAD_SIZES) return false;
    more = cut(&value, '/', &rest);
    cfg->size[cfg->sizes].weight = 1;
    if (cut(&value, ':', &weight)) {
      if (!small_number(weight, 0, WORKLOAD_WEIGHT_MAX, &cfg->size[cfg->sizes].weight))
        return false;
    } else if (more || cfg->sizes > 0) {
      return false;
    }
    if (!number(value, WORKLOAD_BLOCK_BYTES, WORKLOAD_SIZE_MAX_BYTES, &bytes) ||
        bytes % WORKLOAD_BLOCK_BYTES)
      return false;
    cfg->size[cfg->sizes].blocks = (unsigned)(bytes / WORKLOAD_BLOCK_BYTES);
  }
  return true;
}

static bool set_span(struct workload_config *cfg, struct part value) {
  uint64_t bytes;

  if (!number(value, WORKLOAD_BLOCK_BYTES, WORKLOAD_SPAN_MAX_BYTES, &bytes) ||
      bytes % WORKLOAD_BLOCK_BYTES)
    return false;
  cfg->span_blocks = bytes / WORKLOAD_BLOCK_BYTES;
  return true;
}

static bool set_volumes(struct workload_config *cfg, struct part value) {
  return small_number(value, 1, WORKLOAD_VOLUMES_MAX, &cfg->volumes);
}

static bool set_count(struct workload_config *cfg, struct part value) {
  return number(value, 1, WORKLOAD_COUNT_MAX, &cfg->count);
}

static bool set_rate(struct workload_config *cfg, struct part value) {
  return fraction(value, &cfg->rate) && workload_rate_ok(cfg->rate);
}

static bool set_burst(struct workload_config *cfg, struct part value) {
  return small_number(value, 1, WORKLOAD_BURST_MAX, &cfg->burst);
}

static bool set_arrival(struct workload_config *cfg, struct part value) {
  cfg->poisson = part_is(value, "poisson");
  return cfg->poisson || part_is(value, "fixed");
}

static bool set_depth(struct workload_config *cfg, struct part value) {
  return small_number(value, 1, WORKLOAD_DEPTH_MAX, &cfg->depth);
}

static const struct key keys[] = {
    {"pattern", "sequential, random or zipf", set_pattern},
    {"theta", "a number above 0 and below 5, not 1", set_theta},
    {"write", "a whole percentage, 0 to 100", set_write},
    {"flush", "a whole percentage, 0 to 100", set_flush},
    {"bs", "SIZE, or up to 8 of SIZE:WEIGHT/SIZE:WEIGHT; multiples of 512 up to 128k", set_bs},
    {"span", "a multiple of 512 bytes up to 2^49, such as 64M", set_span},
    {"volumes", "1 to 4", set_volumes},
    {"count", "a whole number, 1 to 2^40", set_count},
    {"rate", "0, or requests per second from 0.001 to 1000000000", set_rate},
    {"burst", "a whole number, 1 to 65536", set_burst},
    {"arrival", "poisson or fixed", set_arrival},
    {"depth", "a whole number, 1 to 32", set_depth},
};

#define KEYS (sizeof keys / sizeof *keys)

/* KEYS when there is no such key. */
static size_t find_key(struct part name) {
  size_t i = 0;

  while (i < KEYS && !part_is(name, keys[i].name)) i++;
  return i;
}

static int set_part(struct workload_config *cfg, struct part key, struct part value, char *err,
                    size_t err_size) {
  struct workload_config changed = *cfg;
  size_t i = find_key(key);

  if (i == KEYS)
    return fail(err, err_size, key, "unknown key", key,
                "pattern, theta, write, flush, bs, span, volumes, count, rate, burst, arrival or "
                "depth");
  if (!keys[i].set(&changed, value))
    return fail(err, err_size, key, "bad value", value, keys[i].expected);
  *cfg = changed;
  return 0;
}

int workload_set(struct workload_config *cfg, const char *key, const char *value, char *err,
                 size_t err_size) {
  return set_part(cfg, part_of(key), part_of(value), err, err_size);
}

int workload_parse(struct workload_config *cfg, const char *text, char *err, size_t err_size) {
  struct workload_config changed = *cfg;
  struct part rest = part_of(text);
  bool more = rest.len > 0;
  unsigned seen = 0;

  while (more) {
    struct part key = rest;
    struct part value;

    more = cut(&key, ',', &rest);
    if (!cut(&key, '=', &value))
      return fail(err, err_size, key, "no value in", key, "KEY=VALUE,KEY=VALUE");
    if (set_part(&changed, key, value, err, err_size)) return -1;
    unsigned bit = 1U << find_key(key);
    if (seen & bit) return fail(err, err_size, key, "given again with", value, "each key once");
    seen |= bit;
  }
  *cfg = changed;
  return 0;
}
