/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c: the table and the JSON files, of results written by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "twk_layout.h"

struct fixture {
  struct config cfg;
  struct request request[3];
  struct trace trace;
  struct job jobs[CONFIG_MODES];
  struct report report;
};

static void setup(struct fixture *f, unsigned modes) {
  memset(f, 0, sizeof *f);
  config_defaults(&f->cfg);
  f->cfg.csim.seed = 77;
  strcpy(f->cfg.trace, "/some/folder/db.blkparse");
  f->trace = (struct trace){TRACE_BLKPARSE, f->request, 3, 1};
  f->report = (struct report){&f->cfg, &f->trace, f->jobs, modes};
  for (unsigned m = 0; m < modes; m++) {
    struct job *j = &f->jobs[m];
    struct replay_latency *l = &j->result.latency[REQUEST_WRITE];
    j->mode = m;
    j->has_result = true;
    j->wall_s = 2;
    l->count = 1000;
    for (unsigned p = 0; p < PERCENTILES; p++) {
      l->ps[p] = 1000500 * (p + 1) * (m + 1);
      l->cycles[p] = 200 * (p + 1) * (m + 1);
    }
    j->result.fifo_limit = 4096;
    j->result.counters.cycles[CSIM_A] = 4000000;
    j->result.counters.cycles[CSIM_B] = 2000000;
    j->result.counters.fifo_max[CSIM_B] = 1024;
    j->result.counters.fifo_sum[CSIM_B] = 5000000;
    j->result.counters.stall_room[CSIM_A] = 31;
    j->result.counters.controller[CSIM_B].destaged = 41;
    j->result.counters.controller[CSIM_A].rescued = 4;
    j->result.counters.controller[CSIM_A].rescue_failed = 9;
    j->result.counters.disk.spindles = 13;
    j->result.counters.disk.mended = 14;
    j->result.counters.disk.rebuilt_blocks = 15;
    j->result.counters.takeovers = m + 5;
    j->result.counters.takeover_ps[0] = 12345000;
    j->result.counters.retries = 6;
    j->result.counters.failovers = 7;
    j->result.faults = 2;
    j->result.state[CSIM_B] = EXPECT_ALONE;
    j->result.bytes_written = 3 << 20;
    j->result.oracle.torn = m;
  }
}

static void set_faults(struct fixture *f) {
  char err[200];

  if (config_set(&f->cfg, "fault", "fault", "psu:A,restore:A@2us", err, sizeof err))
    fail_msg("%s", err);
}

static char *written(int (*write)(const struct report *, FILE *), const struct report *r) {
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);

  assert_int_equal(write(r, f), 0);
  fclose(f);
  return text;
}

static int table(const struct report *r, FILE *out) {
  report_table(r, out);
  return 0;
}

static json_t *read_back(int (*write)(const struct report *, FILE *), const struct report *r) {
  char *text = written(write, r);
  json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

  assert_non_null(o);
  free(text);
  return o;
}

/* "a.b.c" */
static json_t *at(json_t *o, const char *path) {
  char key[64];

  while (o && *path) {
    size_t len = strcspn(path, ".");
    snprintf(key, sizeof key, "%.*s", (int)len, path);
    o = json_object_get(o, key);
    path += len + (path[len] == '.');
  }
  return o;
}

static void figures_arrive_under_their_keys(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 3);
  set_faults(&f);
  json_t *o = read_back(report_json, &f.report);
  assert_int_equal(json_integer_value(at(o, "seed")), 77);
  assert_string_equal(json_string_value(at(o, "source.file")), "db.blkparse");
  assert_string_equal(json_string_value(at(o, "source.pace")), "trace");
  assert_string_equal(json_string_value(at(o, "topology")), "peer");
  assert_int_equal(json_array_size(at(o, "faults")), 2);
  assert_string_equal(json_string_value(json_array_get(at(o, "faults"), 1)), "restore:A@2us");
  json_t *m = at(o, "modes.sync");
  assert_int_equal(json_integer_value(at(m, "failover.takeovers")), 6);
  assert_true(json_real_value(at(m, "failover.takeover_us")) == 12.345);
  assert_int_equal(json_integer_value(at(m, "failover.retries")), 6);
  assert_int_equal(json_integer_value(at(m, "failover.other_path")), 7);
  assert_int_equal(json_integer_value(at(m, "failover.faults")), 2);
  assert_string_equal(json_string_value(at(m, "failover.states.b")), "alone");
  assert_string_equal(json_string_value(at(m, "failover.states.a")), "any");
  assert_int_equal(json_integer_value(at(m, "write_latency.cycles.p99")), 800);
  assert_true(json_real_value(at(m, "write_latency.ns.p50")) == 2001.0);
  assert_true(json_real_value(at(m, "write_latency.ns.max")) == 8004.0);
  assert_int_equal(json_integer_value(at(m, "blocks.torn")), 1);
  assert_int_equal(json_integer_value(at(m, "fifos.b_to_a.max_beats")), 1024);
  assert_true(json_real_value(at(m, "fifos.b_to_a.max_percent")) == 25.0);
  assert_true(json_real_value(at(m, "fifos.b_to_a.mean_beats")) == 2.5);
  assert_true(json_real_value(at(m, "fifos.a_to_b.mean_beats")) == 0.0);
  assert_int_equal(json_integer_value(at(m, "controllers.a.stall_cycles.room")), 31);
  assert_int_equal(json_integer_value(at(m, "controllers.b.firmware.destaged")), 41);
  assert_int_equal(json_integer_value(at(m, "controllers.a.firmware.rescued")), 4);
  assert_int_equal(json_integer_value(at(m, "controllers.a.firmware.rescue_failed")), 9);
  assert_int_equal(json_integer_value(at(m, "disk.spindles_used")), 13);
  assert_int_equal(json_integer_value(at(m, "disk.mended")), 14);
  assert_int_equal(json_integer_value(at(m, "disk.rebuilt_blocks")), 15);
  assert_int_equal(json_integer_value(at(m, "bytes_written")), 3145728);
  assert_true(json_real_value(at(o, "write_latency_ratios.through/early.p99")) == 3.0);
  assert_null(at(o, "write_latency_ratios.early/early"));
  json_decref(o);
}

static void ratios_to_nothing_are_null(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 2);
  memset(&f.jobs[0].result.latency, 0, sizeof f.jobs[0].result.latency);
  json_t *o = read_back(report_json, &f.report);
  assert_true(json_is_null(at(o, "write_latency_ratios.sync/early.p50")));
  json_decref(o);
}

static void the_first_mode_is_the_base_when_early_is_not_there(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 2);
  f.jobs[0].mode = TWK_MODE_THROUGH;
  json_t *o = read_back(report_json, &f.report);
  assert_true(json_real_value(at(o, "write_latency_ratios.sync/through.p50")) == 2.0);
  json_decref(o);
}

static void the_summary_holds_no_duration_and_no_folder(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 3);
  char *a = written(report_json, &f.report);
  for (unsigned i = 0; i < 3; i++) f.jobs[i].wall_s = 1234.5;
  strcpy(f.cfg.trace, "db.blkparse");
  char *b = written(report_json, &f.report);
  assert_string_equal(a, b);
  free(a);
  free(b);
}

static void timing_has_seconds_and_speed(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 1);
  json_t *o = read_back(report_timing_json, &f.report);
  assert_true(json_real_value(at(o, "modes.early.wall_s")) == 2.0);
  assert_true(json_real_value(at(o, "modes.early.mcycles_per_s")) == 2.0);
  json_decref(o);
}

/* Every key of the summary, as the page names it: the last part in backquotes. */
static void check_documented(const char *page, json_t *o) {
  const char *key;
  json_t *value;
  char name[80];

  json_object_foreach(o, key, value) {
    if (strchr(key, '/') || strcmp(key, "early") == 0 || strcmp(key, "sync") == 0) {
      check_documented(page, value);
      continue;
    }
    snprintf(name, sizeof name, "%s`", key);
    if (!json_is_object(value) && !strstr(page, name)) fail_msg("%s is not documented", key);
    check_documented(page, value);
  }
}

static void every_key_is_documented(void **state) {
  static char page[65536];
  struct fixture f;
  FILE *in = fopen("docs/summary-json.md", "r"); /* tests run in the root of the sources */

  (void)state;
  assert_non_null(in);
  page[fread(page, 1, sizeof page - 1, in)] = '\0';
  fclose(in);
  setup(&f, 2);
  json_t *o = read_back(report_json, &f.report);
  check_documented(page, o);
  json_decref(o);
  o = read_back(report_timing_json, &f.report);
  check_documented(page, o);
  json_decref(o);
}

static void fits_a_screen(const char *text) {
  unsigned lines = 0;

  while (*text) {
    size_t len = strcspn(text, "\n");
    if (len > 80) fail_msg("%zu columns: %.*s", len, (int)len, text);
    lines++;
    text += len + (text[len] == '\n');
  }
  assert_true(lines <= 20);
}

static void the_table_fits_80_columns_and_leaves_lines_for_the_rest(void **state) {
  struct fixture f;

  (void)state;
  for (unsigned modes = 1; modes <= CONFIG_MODES; modes++) {
    setup(&f, modes);
    f.cfg.csim.seed = 4294967295;
    memset(f.cfg.trace, 'x', 300);
    for (unsigned i = 0; i < modes; i++) {
      struct replay_result *r = &f.jobs[i].result;
      for (unsigned k = 0; k < 3; k++) r->latency[k].count = 999999;
      for (unsigned p = 0; p < PERCENTILES; p++) {
        r->latency[REQUEST_WRITE].ps[p] = 9999999999999; /* ten seconds */
        r->latency[REQUEST_WRITE].cycles[p] = 9999999999;
      }
      r->counters.cycles[CSIM_A] = 999999999999;
      r->counters.fifo_sum[CSIM_A] = 4096 * 999999999999;
      r->counters.fifo_max[CSIM_A] = 4096;
      r->counters.stall_fifo[CSIM_A] = r->counters.stall_slot[CSIM_A] = 4000000000;
      r->bytes_written = r->bytes_read = UINT64_C(5) << 30;
      f.jobs[i].wall_s = 99999;
    }
    char *text = written(table, &f.report);
    fits_a_screen(text);
    free(text);
    set_faults(&f);
    text = written(table, &f.report);
    fits_a_screen(text);
    free(text);
  }
}

static void has_row(const char *text, const char *label, const char *first, const char *second) {
  char row[128];

  snprintf(row, sizeof row, "\n%-20s%18s%18s\n", label, first, second);
  if (!strstr(text, row)) fail_msg("no row%sin\n%s", row, text);
}

static void the_table_shows_what_failed_over(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 2);
  char *text = written(table, &f.report);
  assert_null(strstr(text, "takeovers"));
  free(text);
  set_faults(&f);
  f.jobs[0].result.counters.exposed_ps = 123999999; /* whole microseconds */
  f.jobs[1].result.counters.unserved_ps = 12345678000000;
  text = written(table, &f.report);
  has_row(text, "takeovers/retries", "5/6", "6/6");
  has_row(text, "exposed/unserved, us", "123/0", "0/12M");
  free(text);
}

static void the_table_shows_cycles_ns_ratios_and_damage(void **state) {
  struct fixture f;

  (void)state;
  setup(&f, 2);
  char *text = written(table, &f.report);
  has_row(text, "ack mode", "early", "sync");
  has_row(text, "ack p99, cycles", "400", "800");
  has_row(text, "ack p50, ns", "1000.5", "2001.0");
  has_row(text, "ratio p50/p99/p99.9", "1.0/1.0/1.0", "2.0/2.0/2.0");
  has_row(text, "lost/torn blocks", "0/0", "0/1");
  has_row(text, "FIFO max, beats", "1024 (25.0%)", "1024 (25.0%)");
  has_row(text, "Mcycles/s (seconds)", "2.00 (2.0)", "2.00 (2.0)");
  has_row(text, "written/read, MiB", "3.0/0.0", "3.0/0.0");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_arrive_under_their_keys),
      cmocka_unit_test(ratios_to_nothing_are_null),
      cmocka_unit_test(the_first_mode_is_the_base_when_early_is_not_there),
      cmocka_unit_test(the_summary_holds_no_duration_and_no_folder),
      cmocka_unit_test(timing_has_seconds_and_speed),
      cmocka_unit_test(every_key_is_documented),
      cmocka_unit_test(the_table_fits_80_columns_and_leaves_lines_for_the_rest),
      cmocka_unit_test(the_table_shows_what_failed_over),
      cmocka_unit_test(the_table_shows_cycles_ns_ratios_and_damage),
  };
  return cmocka_run_group_tests_name("test_report", tests, NULL, NULL);
}
