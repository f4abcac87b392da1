/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl_table.h"

#include <stdbool.h>
#include <string.h>

static long long count(const json_t *o, const char *key) {
  return (long long)json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key) {
  const char *s = json_string_value(json_object_get(o, key));
  return s ? s : "-";
}

static double us(const json_t *o, const char *key) {
  return json_number_value(json_object_get(o, key));
}

static const char *yes(const json_t *o, const char *key) {
  return json_is_true(json_object_get(o, key)) ? "yes" : "no";
}

static void print_power(const json_t *status, FILE *out) {
  size_t i;
  json_t *o;
  fprintf(out, "power units   ");
  json_array_foreach(json_object_get(status, "units"), i, o)
      fprintf(out, "  %s %lld mV", text(o, "unit"), count(o, "mv"));
  fprintf(out, "\ncontrollers   ");
  json_array_foreach(json_object_get(status, "controllers"), i, o) fprintf(
      out, "  %s %s, rail %lld mV", text(o, "controller"), text(o, "phase"), count(o, "rail_mv"));
  fprintf(out, "\nvolumes       ");
  json_array_foreach(json_object_get(status, "volumes"), i, o) {
    fprintf(out, "  %lld at %s", count(o, "volume"), text(o, "owner"));
    if (strcmp(text(o, "owner"), text(o, "home")) != 0) fprintf(out, ", home %s", text(o, "home"));
  }
  fputc('\n', out);
}

#define DISKS_SHOWN 2

/* Those that are not as they should be. */
static void print_disks(const json_t *status, FILE *out) {
  const json_t *disks = json_object_get(status, "disks");
  size_t i, hurt = 0;
  json_t *o;
  fprintf(out, "disks           %zu", json_array_size(disks));
  json_array_foreach(disks, i, o) {
    bool good = strcmp(text(o, "state"), "good") == 0;
    if ((good && count(o, "slow") == 1 && count(o, "permille") == 0) || ++hurt > DISKS_SHOWN)
      continue;
    fprintf(out, "; %lld %s", count(o, "disk"), text(o, "state"));
    if (strcmp(text(o, "state"), "rebuilding") == 0) fprintf(out, " %lld %%", count(o, "percent"));
    if (count(o, "slow") != 1) fprintf(out, ", slow");
    if (count(o, "permille") != 0) fprintf(out, ", errors");
  }
  if (hurt > DISKS_SHOWN) fprintf(out, "; %zu more", hurt - DISKS_SHOWN);
  fputs(hurt == 0 ? ", all good\n" : "\n", out);
}

static void print_battery(const json_t *status, const json_t *fifo, FILE *out) {
  if (strcmp(text(status, "topology"), "battery") != 0) {
    fprintf(out, "     none\n");
  } else {
    fprintf(out, "  %3lld %%%s\n", count(fifo, "battery_percent"),
            json_is_true(json_object_get(fifo, "on_battery")) ? ", in use" : "");
  }
}

static void print_fifos(const json_t *status, FILE *out) {
  size_t i;
  json_t *o;
  fprintf(out, "mirror FIFO    rail mV   beats     max    of  present  safe  battery\n");
  json_array_foreach(json_object_get(status, "fifos"), i, o) {
    fprintf(out, "  written by %s   %5lld  %6lld  %6lld %5lld  %7s  %4s", text(o, "owner"),
            count(o, "rail_mv"), count(o, "beats"), count(o, "max_beats"), count(o, "depth"),
            yes(o, "present"), yes(o, "safe_to_remove"));
    print_battery(status, o, out);
  }
}

static void print_latency(const json_t *status, FILE *out) {
  static const char *const ops[] = {"read", "write", "flush"};
  const json_t *latency = json_object_get(status, "latency");
  fprintf(out, "latency, us       count      mean       p50       p99       max\n");
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    const json_t *o = json_object_get(latency, ops[i]);
    fprintf(out, "  %-11s %9lld %9.1f %9.1f %9.1f %9.1f\n", ops[i], count(o, "count"),
            (double)count(o, "mean_ns") / 1e3, (double)count(o, "p50_ns") / 1e3,
            (double)count(o, "p99_ns") / 1e3, (double)count(o, "max_ns") / 1e3);
  }
}

void ctl_table(const json_t *status, FILE *out) {
  fprintf(out, "array           mode %s, topology %s, %lld clients, simulated %.3f ms%s\n",
          text(status, "mode"), text(status, "topology"), count(status, "clients"),
          us(status, "time_us") / 1e3,
          json_is_true(json_object_get(status, "settled")) ? "" : ", in transition");
  print_power(status, out);
  print_disks(status, out);
  print_fifos(status, out);
  print_latency(status, out);
  fprintf(out, "one copy only   %.1f us; not served %.1f us\n", us(status, "exposed_us"),
          us(status, "unserved_us"));
  fprintf(out, "events          %lld takeovers, %lld degrades, %lld resyncs, %lld failbacks\n",
          count(status, "takeovers"), count(status, "degrades"), count(status, "resyncs"),
          count(status, "failbacks"));
  fprintf(out, "host            %lld retries, %lld by the other controller, %lld requests failed\n",
          count(status, "retries"), count(status, "failovers"), count(status, "failed_requests"));
  fprintf(out, "blocks          %lld wrong when read, %lld lost when it was started\n",
          count(status, "wrong_blocks"), count(status, "lost_at_start"));
}
