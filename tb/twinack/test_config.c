/* SPDX-License-Identifier: Apache-2.0 */
/* test_config.c: the INI file, its faults, and what wins over what. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "fake_csim.h"
#include "twk_layout.h"

#define EXAMPLE "docs/twinack.ini" /* tests run in the root of the sources */

struct place {
  char folder[64], file[96];
};

static int make_place(void **state) {
  struct place *p = malloc(sizeof *p);
  const char *tmp = getenv("TMPDIR");

  fake_csim();
  snprintf(p->folder, sizeof p->folder, "%.40s/config-XXXXXX", tmp ? tmp : "/tmp");
  if (!mkdtemp(p->folder)) return -1;
  snprintf(p->file, sizeof p->file, "%s/c.ini", p->folder);
  *state = p;
  return 0;
}

static int remove_place(void **state) {
  struct place *p = *state;

  unlink(p->file);
  rmdir(p->folder);
  free(p);
  return 0;
}

static void write_file(const struct place *p, const char *text, size_t len) {
  FILE *f = fopen(p->file, "w");

  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, len, f), len);
  assert_int_equal(fclose(f), 0);
}

static char *printed(const struct config *cfg) {
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);

  config_print(cfg, f);
  fclose(f);
  return text;
}

static void example_file_states_the_defaults(void **state) {
  struct config defaults, example;
  char err[512] = "";

  (void)state;
  config_defaults(&defaults);
  config_defaults(&example);
  if (config_load(&example, EXAMPLE, err, sizeof err)) fail_msg("%s", err);
  char *a = printed(&defaults), *b = printed(&example);
  assert_string_equal(a, b);
  free(a);
  free(b);
}

static void example_file_lists_every_key(void **state) {
  struct config cfg;
  char text[32768] = "\n", key[64];
  FILE *f = fopen(EXAMPLE, "r");

  (void)state;
  assert_non_null(f);
  text[1 + fread(text + 1, 1, sizeof text - 2, f)] = '\0';
  fclose(f);
  config_defaults(&cfg);
  char *all = printed(&cfg), *rest = all, *line;
  unsigned keys = 0;
  while ((line = strsep(&rest, "\n"))) {
    if (!*line) continue;
    snprintf(key, sizeof key, "\n%.*s", *line == '[' ? 40 : (int)strcspn(line, "="), line);
    if (!strstr(text, key)) fail_msg("missing: %s", line);
    keys += *line != '[';
  }
  assert_int_equal(keys, 49 + 17 + 7 + 3 + 2 + 37); /* power .. expect */
  free(all);
}

static void what_is_printed_reads_back_the_same(void **state) {
  static const char text[] =
      "[system]\nmode=sync,local\nseed=99\nvolume=48k\n[clocks]\na_ps=400\njitter_ps=7\n"
      "random_phase=no\nrandom_crossing=yes\n[fifo]\nlimit=134\n[link]\nrate=0.01171875\n"
      "[controller]\nflush=disk\n[disk]\nkind=hdd\nraid=mirror\nchunk=512\ntransfer_mbs=150.5\n"
      "image=/x/y\n"
      "[power]\ntopology=battery\nuv_mv=2950\nholdup_us=50\nbattery_age=80\n"
      "[failover]\nmanaged=yes\nheartbeat_us=7\nsilence_us=40\nlink_grace=3\nboot_ticks=11\n"
      "lamp_us=5\nsettle_us=6\n"
      "[fault]\nfault=psu:A@ack:3,restore:A@takeover+9us\nfault=battery-low:B:30@12us\n"
      "[expect]\nlost=1+\ntorn=0\nretries=2-9\nexposed_us=0-18446744073709551615\n"
      "state_a=alone\n"
      "[host]\nretry_limit_us=70\npace=closed\ndepth=3\ntime_scale=0.25\nmax_gap_us=12\nwrap=yes\n"
      "[workload]\npattern=zipf\ntheta=1.25\nbs=512:1/4k:3\nspan=8k\nrate=0.5\narrival=poisson\n";
  struct place *p = *state;
  struct config first, again;
  char err[512];

  write_file(p, text, strlen(text));
  config_defaults(&first);
  assert_int_equal(config_load(&first, p->file, err, sizeof err), 0);
  char *a = printed(&first);
  write_file(p, a, strlen(a));
  config_defaults(&again);
  assert_int_equal(config_load(&again, p->file, err, sizeof err), 0);
  char *b = printed(&again);
  assert_string_equal(a, b);
  assert_int_equal(again.mode_count, 2);
  assert_int_equal(again.modes[0], TWK_MODE_SYNC);
  assert_int_equal(again.modes[1], TWK_MODE_LOCAL);
  assert_int_equal(again.csim.volume_blocks, 96);
  assert_int_equal(again.csim.link_rate, 3);
  assert_int_equal(again.csim.disk.kind, DISK_HDD);
  assert_int_equal(again.csim.disk.raid, DISK_MIRROR);
  assert_int_equal(again.csim.disk.chunk_blocks, 1);
  assert_true(again.csim.controller.flush_to_disk && again.wrap && again.csim.random_crossing);
  assert_false(again.csim.random_phase);
  assert_true(again.time_scale == 0.25 && again.csim.disk.transfer_mbs == 150.5);
  assert_int_equal(again.workload.size[1].weight, 3);
  assert_int_equal(again.csim.power.topology, TWK_TOPOLOGY_BATTERY);
  assert_int_equal(again.csim.power.holdup_us, 50);
  assert_int_equal(again.csim.faults.count, 3);
  assert_int_equal(again.csim.faults.fault[2].value, 30);
  assert_int_equal(again.csim.retry_limit_us, 70);
  assert_int_equal(again.csim.controller.link_grace, 3);
  assert_int_equal(again.csim.controller.boot_ticks, 11);
  assert_true(again.csim.lamp_us == 5 && again.csim.settle_us == 6);
  assert_true(again.expect.lost.wanted && again.expect.lost.min == 1);
  assert_true(again.expect.retries.min == 2 && again.expect.retries.max == 9);
  assert_false(again.expect.alien.wanted);
  assert_int_equal(again.expect.state[0], EXPECT_ALONE);
  free(a);
  free(b);
}

static const struct {
  const char *text, *expected; /* after the file's name */
  size_t len;                  /* 0: of the string */
} faults[] = {
    {"[system]\nmodus=early\n", ":2: unknown key 'modus' in section 'system'", 0},
    {"mode=early\n", ":1: unknown key 'mode' in section ''", 0},
    {"[system]\nseed=1\n[sytem]\nseed=2\n", ":3: unknown section 'sytem'", 0},
    {"[nothing]\n", ":1: unknown section 'nothing'", 0},
    {"[system]\nseed=1\nseed=1\n", ":3: seed: given again after line 2", 0},
    {"[system]\nseed=1\n[link]\nrate=1\n[system]\nseed=2\n", ":6: seed: given again", 0},
    {"[system]\n\n# note\nseed=-1\n", ":4: seed: bad value '-1', expected a whole number", 0},
    {"[system]\nseed=99999999999999999999999999\n", ":2: seed: bad value '9999", 0},
    {"[system]\nmode=early,early\n", ":2: mode: bad value 'early,early', expected each at most", 0},
    {"[system]\nmode=\n", ":2: mode: bad value ''", 0},
    {"[system]\nmode=early,\n", ":2: mode: bad value 'early,'", 0},
    {"[system]\nvolume=1000\n", ":2: volume: bad value '1000', expected a multiple of 512", 0},
    {"[system]\nvolume=0\n", ":2: volume: bad value", 0},
    {"[clocks]\na_ps=401\n", ":2: a_ps: bad value '401', expected an even number, 200 to", 0},
    {"[clocks]\nb_ps=100\n", ":2: b_ps: bad value '100'", 0},
    {"[link]\nrate=0.3\n", ":2: rate: bad value '0.3', expected a multiple of 1/256", 0},
    {"[link]\nrate=0\n", ":2: rate: bad value '0'", 0},
    {"[link]\nrate=1.5\n", ":2: rate: bad value '1.5'", 0},
    {"[disk]\nraid=5\n", ":2: raid: bad value '5', expected one of stripe|mirror", 0},
    {"[disk]\nkind=tape\n", ":2: kind: bad value 'tape', expected one of hdd|flash", 0},
    {"[disk]\ntransfer_mbs=1e3\n", ":2: transfer_mbs: bad value '1e3', expected a number", 0},
    {"[host]\nwrap=maybe\n", ":2: wrap: bad value 'maybe', expected yes or no", 0},
    {"[host]\ndepth=33\n", ":2: depth: bad value '33', expected a whole number, 0 to 32", 0},
    {"[power]\ntopology=sun\n", ":2: topology: bad value 'sun', expected one of peer|third|", 0},
    {"[power]\nuv_mv=0\n", ":2: uv_mv: bad value '0', expected a whole number, 1 to 60000", 0},
    {"[fault]\nfault=psu:A\nfault=psu:D\n", ":3: fault 'psu:D': not understood, expected", 0},
    {"[expect]\nlost=some\n", ":2: lost: bad value 'some', expected N, N-M, N+", 0},
    {"[expect]\nlost=2-1\n", ":2: lost: bad value '2-1', expected", 0},
    {"[expect]\nstate_b=dead\n", ":2: state_b: bad value 'dead', expected one of any|down|", 0},
    {"[workload]\ncount=0\n", ":2: count: bad value '0', expected", 0},
    {"[workload]\nsize=4k\n", ":2: unknown key 'size' in section 'workload'", 0},
    {"[system]\nseed\n", ":2: not understood, expected [SECTION] or KEY = VALUE", 0},
    {"[system\nseed=1\n", ":1: not understood", 0},
    {"[system]\nseed\nmodus=1\n", ":2: not understood", 0},
    {"[system]\nmodus=1\nseed\n", ":2: unknown key", 0},
    {"[system]\nse\0ed=1\n", ":2: binary data, expected text", 18},
    {"\x7f"
     "ELF\x02\x01\x01\0\0",
     ":1: binary data, expected text", 9},
    {"[system]\nseed=\x1b[31m\n", ":2: binary data", 0},
    {"[workload]\ncount=1\n[host]\ntrace=t\n", ":4: trace: there is a [workload] too", 0},
};

static void faults_are_named_with_file_and_line(void **state) {
  struct place *p = *state;
  struct config cfg;
  char err[512], expected[256];

  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    write_file(p, faults[i].text, faults[i].len ? faults[i].len : strlen(faults[i].text));
    snprintf(expected, sizeof expected, "%s%s", p->file, faults[i].expected);
    config_defaults(&cfg);
    assert_int_equal(config_load(&cfg, p->file, err, sizeof err), -1);
    if (strncmp(err, expected, strlen(expected))) fail_msg("'%s' is not '%s'", err, expected);
    assert_null(strchr(err, '\n'));
    assert_non_null(strstr(err, "expected "));
  }
}

static void long_lines_are_refused_and_not_cut(void **state) {
  struct place *p = *state;
  struct config cfg;
  char err[512], text[100000];

  memset(text, '1', sizeof text);
  memcpy(text, "[system]\nseed=", 14);
  write_file(p, text, sizeof text);
  config_defaults(&cfg);
  assert_int_equal(config_load(&cfg, p->file, err, sizeof err), -1);
  assert_non_null(strstr(err, ":2: line too long"));
}

static void files_that_cannot_be_read_are_named(void **state) {
  struct place *p = *state;
  struct config cfg;
  char err[512];

  config_defaults(&cfg);
  assert_int_equal(config_load(&cfg, "/nowhere/c.ini", err, sizeof err), -1);
  assert_string_equal(err,
                      "/nowhere/c.ini: No such file or directory, expected a configuration file");
  assert_int_equal(config_load(&cfg, p->folder, err, sizeof err), -1);
  assert_non_null(strstr(err, "Is a directory"));
  assert_int_equal(config_load(&cfg, "/dev/zero", err, sizeof err), -1);
  assert_non_null(strstr(err, "/dev/zero:1: binary data"));
}

static void indented_keys_comments_and_crlf_are_read(void **state) {
  static const char text[] =
      "\xef\xbb\xbf; note\r\n[system]\r\n  seed = 5\r\n\t# \xc3\xa9\r\n  volume = 1M";
  struct place *p = *state;
  struct config cfg;
  char err[512] = "";

  write_file(p, text, strlen(text));
  config_defaults(&cfg);
  if (config_load(&cfg, p->file, err, sizeof err)) fail_msg("%s", err);
  assert_int_equal(cfg.csim.seed, 5);
  assert_int_equal(cfg.csim.volume_blocks, 2048);
}

static void later_settings_win_over_the_file(void **state) {
  static const char text[] = "[system]\nseed=5\n[workload]\ncount=9\n";
  struct place *p = *state;
  struct config cfg;
  char err[512];

  write_file(p, text, strlen(text));
  config_defaults(&cfg);
  assert_int_equal(config_load(&cfg, p->file, err, sizeof err), 0);
  assert_int_equal(config_set(&cfg, "system", "seed", "6", err, sizeof err), 0);
  assert_int_equal(cfg.csim.seed, 6);
  assert_true(cfg.has_workload);
  assert_int_equal(config_set(&cfg, "host", "trace", "t.csv", err, sizeof err), 0);
  assert_false(cfg.has_workload);
  assert_int_equal(config_set_workload(&cfg, "count=3", err, sizeof err), 0);
  assert_true(cfg.has_workload);
  assert_string_equal(cfg.trace, "");
  assert_int_equal(config_set(&cfg, "system", "nothing", "6", err, sizeof err), -1);
  assert_non_null(strstr(err, "unknown key 'system.nothing'"));
}

static void keys_that_disagree_are_named_with_their_line(void **state) {
  static const char text[] = "[workload]\nrate=0\n[host]\npace=trace\n";
  struct place *p = *state;
  struct config cfg;
  char err[512], expected[128];

  write_file(p, text, strlen(text));
  config_defaults(&cfg);
  assert_int_equal(config_load(&cfg, p->file, err, sizeof err), 0);
  assert_int_equal(config_check(&cfg, err, sizeof err), -1);
  snprintf(expected, sizeof expected, "%s:4: pace: a workload with rate 0", p->file);
  assert_int_equal(strncmp(err, expected, strlen(expected)), 0);
}

/* Text of a file with a workload, what config_check() says after the file's name. */
static void disagree(struct place *p, const char *text, const char *want) {
  struct config cfg;
  char all[512], err[512], expected[256];

  snprintf(all, sizeof all, "[workload]\ncount=1\n%s", text);
  write_file(p, all, strlen(all));
  config_defaults(&cfg);
  if (config_load(&cfg, p->file, err, sizeof err)) fail_msg("%s", err);
  assert_int_equal(config_check(&cfg, err, sizeof err), -1);
  snprintf(expected, sizeof expected, "%s%s", p->file, want);
  if (strncmp(err, expected, strlen(expected))) fail_msg("'%s' is not '%s'", err, expected);
}

static void faults_that_contradict_are_named_with_their_line(void **state) {
  struct place *p = *state;

  disagree(p, "[fault]\nfault=psu:C\n", ":4: fault 'psu:C': topology peer has no third power unit");
  disagree(p, "[fault]\nfault=psu:A@3ms\nrun_us=3000\n",
           ":4: fault 'psu:A@3ms': after the end of the run, expected a time below 3000000ns");
  disagree(p, "[fault]\nfault=restore:A\n", ":4: fault 'restore:A': nothing of it has failed");
  disagree(p, "[failover]\nmanaged=no\n[fault]\nfault=psu:A,hang:B@takeover\n",
           ":6: fault 'hang:B@takeover': no controller takes over, expected managed = yes");
  disagree(p, "[power]\nnominal_mv=3200\n[fault]\nfault=brownout:A:3201mV\n",
           ":6: fault 'brownout:A:3201mV': above the nominal voltage");
  disagree(p, "[power]\ntopology=battery\nbattery_us=0\n[fault]\nfault=battery-low:A\n",
           ":7: fault 'battery-low:A': the batteries have no capacity");
  disagree(p, "[system]\nmode=early,local\n[fault]\nfault=flip:fifo:1\n",
           ":6: fault 'flip:fifo:1': nothing is mirrored in this ack mode");
  disagree(p, "[fault]\nfault=psu:A\n[host]\nmultipath=no\n",
           ":6: multipath: a host with one path and faults, expected yes");
}

static void faults_add_up_and_can_be_taken_back(void **state) {
  struct config cfg;
  char err[512];

  (void)state;
  config_defaults(&cfg);
  assert_int_equal(config_set(&cfg, "fault", "fault", "psu:A,psu:B@1us", err, sizeof err), 0);
  assert_int_equal(config_set(&cfg, "fault", "fault", "hang:A", err, sizeof err), 0);
  assert_int_equal(cfg.csim.faults.count, 3);
  assert_int_equal(config_set(&cfg, "fault", "fault", "", err, sizeof err), 0);
  assert_int_equal(cfg.csim.faults.count, 0);
}

static void heartbeats_are_counted_in_cycles(void **state) {
  struct config cfg;
  struct csim_config one;

  (void)state;
  config_defaults(&cfg);
  config_csim(&cfg, TWK_MODE_EARLY, &one);
  assert_int_equal(one.tick_cycles, 1000); /* 5 us of 5 ns */
  assert_int_equal(one.silence_cycles, 5000);
  cfg.csim.period_a_ps = 200000;
  config_csim(&cfg, TWK_MODE_EARLY, &one);
  assert_int_equal(one.tick_cycles, 25);
  assert_int_equal(one.silence_cycles, 125);
}

/* Read, without contradictions, with a fault and something to show. */
static void scenarios_are_well_formed(void **state) {
  glob_t files;
  char err[512];

  (void)state;
  assert_int_equal(glob("tb/scenarios/*.ini", 0, NULL, &files), 0);
  for (size_t i = 0; i < files.gl_pathc; i++) {
    struct config cfg;
    config_defaults(&cfg);
    if (config_load(&cfg, files.gl_pathv[i], err, sizeof err)) fail_msg("%s", err);
    if (config_check(&cfg, err, sizeof err)) fail_msg("%s: %s", files.gl_pathv[i], err);
    assert_true(cfg.has_workload && cfg.csim.managed);
    assert_true(cfg.csim.faults.count > 0);
    assert_true(expect_wanted(&cfg.expect) && cfg.expect.lost.wanted);
    assert_int_equal(cfg.expect.faults.min, cfg.csim.faults.count);
  }
  assert_in_range(files.gl_pathc, 15 + 9, 100);
  globfree(&files);
}

static void an_image_is_new_and_of_one_mode(void **state) {
  struct place *p = *state;
  struct config cfg;
  char err[512];

  config_defaults(&cfg);
  assert_int_equal(config_set_workload(&cfg, "count=3", err, sizeof err), 0);
  assert_int_equal(config_set(&cfg, "disk", "spindles", "1", err, sizeof err), 0);
  assert_int_equal(config_set(&cfg, "disk", "image", p->file, err, sizeof err), 0);
  assert_int_equal(config_check(&cfg, err, sizeof err), 0);
  assert_int_equal(access(p->file, F_OK), -1); /* asking did not create it */
  write_file(p, "x", 1);
  assert_int_equal(config_check(&cfg, err, sizeof err), -1);
  assert_non_null(strstr(err, "image: "));
  write_file(p, "", 0);
  assert_int_equal(config_check(&cfg, err, sizeof err), 0);
  /* Of several disks the second has contents. */
  char image[sizeof p->file];
  snprintf(image, sizeof image, "%s", p->file);
  assert_int_equal(config_set(&cfg, "disk", "spindles", "4", err, sizeof err), 0);
  strcat(p->file, ".1");
  write_file(p, "x", 1);
  assert_int_equal(config_check(&cfg, err, sizeof err), -1);
  assert_non_null(strstr(err, p->file));
  unlink(p->file);
  strcpy(p->file, image);
  assert_int_equal(config_check(&cfg, err, sizeof err), 0);
  assert_int_equal(config_set(&cfg, "system", "mode", "early,sync", err, sizeof err), 0);
  assert_int_equal(config_check(&cfg, err, sizeof err), -1);
  assert_non_null(strstr(err, "image: 2 modes would share it"));
}

static void pace_follows_the_source(void **state) {
  struct config cfg;
  char err[512];

  (void)state;
  config_defaults(&cfg);
  assert_int_equal(config_set_workload(&cfg, "depth=7", err, sizeof err), 0);
  assert_true(config_closed(&cfg));
  assert_int_equal(config_depth(&cfg), 7);
  assert_int_equal(config_set(&cfg, "host", "depth", "4", err, sizeof err), 0);
  assert_int_equal(config_depth(&cfg), 4);
  assert_int_equal(config_set_workload(&cfg, "rate=10", err, sizeof err), 0);
  assert_false(config_closed(&cfg));
  assert_int_equal(config_set(&cfg, "host", "pace", "closed", err, sizeof err), 0);
  assert_true(config_closed(&cfg));
  config_defaults(&cfg);
  assert_int_equal(config_set(&cfg, "host", "trace", "t", err, sizeof err), 0);
  assert_false(config_closed(&cfg));
  assert_int_equal(config_depth(&cfg), 32);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(example_file_states_the_defaults),
      TEST(example_file_lists_every_key),
      TEST(what_is_printed_reads_back_the_same),
      TEST(faults_are_named_with_file_and_line),
      TEST(long_lines_are_refused_and_not_cut),
      TEST(files_that_cannot_be_read_are_named),
      TEST(indented_keys_comments_and_crlf_are_read),
      TEST(later_settings_win_over_the_file),
      TEST(keys_that_disagree_are_named_with_their_line),
      TEST(faults_that_contradict_are_named_with_their_line),
      TEST(faults_add_up_and_can_be_taken_back),
      TEST(heartbeats_are_counted_in_cycles),
      TEST(scenarios_are_well_formed),
      TEST(an_image_is_new_and_of_one_mode),
      TEST(pace_follows_the_source),
  };
  return cmocka_run_group_tests_name("test_config", tests, NULL, NULL);
}
