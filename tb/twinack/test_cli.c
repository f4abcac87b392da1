/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_cli.c: the program itself, as its user meets it. TWINACK_BIN names it (default
 * build/bin/twinack); tests run in the root of the sources.
 */
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT 16384
/* Small and quick: four requests on disks without latency. */
#define QUICK "--set disk.read_us=0 --set disk.write_us=0 --workload count=4,bs=512,span=4k"

struct cli {
  char folder[64];
  int status;
  char out[TEXT], err[TEXT];
};

static void read_all(const char *path, char text[TEXT]) {
  FILE *f = fopen(path, "r");

  assert_non_null(f);
  text[fread(text, 1, TEXT - 1, f)] = '\0';
  fclose(f);
}

static int make_folder(void **state) {
  struct cli *c = calloc(1, sizeof *c);
  const char *tmp = getenv("TMPDIR");

  snprintf(c->folder, sizeof c->folder, "%.40s/cli-XXXXXX", tmp ? tmp : "/tmp");
  *state = c;
  return mkdtemp(c->folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  struct cli *c = *state;
  char command[128];

  snprintf(command, sizeof command, "rm -rf '%s'", c->folder);
  int failed = system(command);
  free(c);
  return failed;
}

/* Runs twinack with these words of a shell command, in which $D is the test's own folder. */
static void twinack(struct cli *c, const char *words) {
  const char *bin = getenv("TWINACK_BIN");
  char command[4096], path[128];

  snprintf(command, sizeof command, "D='%s'; '%s' %s > \"$D/out\" 2> \"$D/err\" < /dev/null",
           c->folder, bin ? bin : "build/bin/twinack", words);
  int status = system(command);
  c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  snprintf(path, sizeof path, "%s/out", c->folder);
  read_all(path, c->out);
  snprintf(path, sizeof path, "%s/err", c->folder);
  read_all(path, c->err);
}

static void write_file(const struct cli *c, const char *name, const char *text, size_t len) {
  char path[128];

  snprintf(path, sizeof path, "%s/%s", c->folder, name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, len, f), len);
  fclose(f);
}

static bool there(const struct cli *c, const char *name) {
  char path[128];

  snprintf(path, sizeof path, "%s/%s", c->folder, name);
  return access(path, F_OK) == 0;
}

/* Files in the folder besides out, err and what the test put there. */
static unsigned files(const struct cli *c) {
  DIR *d = opendir(c->folder);
  unsigned n = 0;

  while (readdir(d)) n++;
  closedir(d);
  return n - 2; /* . and .. */
}

static void one_line(const char *text) {
  const char *end = strchr(text, '\n');

  if (!end || end[1]) fail_msg("not one line: %s", text);
}

static void help_has_examples(void **state) {
  struct cli *c = *state;

  twinack(c, "--help");
  assert_int_equal(c->status, 0);
  assert_non_null(strstr(c->out, "Examples:"));
  twinack(c, "run --help");
  assert_int_equal(c->status, 0);
  assert_non_null(strstr(c->out, "Examples:\n  twinack run --trace"));
  assert_non_null(strstr(c->out, "Exit status:"));
  twinack(c, "--version");
  assert_int_equal(c->status, 0);
  assert_int_equal(strncmp(c->out, "twinack ", 8), 0);
}

static void bad_command_lines_are_one_line_and_status_2(void **state) {
  static const struct {
    const char *words, *expected;
  } bad[] = {
      {"", "no command given"},
      {"fly", "unknown command 'fly'"},
      {"run", "nothing to replay"},
      {"run word", "unexpected word 'word'"},
      {"run --trace a --workload count=1", "both given"},
      {"run --workload count=x", "--workload: count: bad value 'x'"},
      {"run --workload cuont=4", "--workload: cuont: unknown key"},
      {"run " QUICK " --mode fast", "--mode: bad value 'fast'"},
      {"run " QUICK " --depth 33", "--depth: bad value '33', expected a whole number"},
      {"run " QUICK " --seed -1", "--seed: bad value '-1'"},
      {"run " QUICK " --time-scale nan", "--time-scale: bad value 'nan'"},
      {"run " QUICK " --jobs 0", "--jobs: bad value '0'"},
      {"run " QUICK " --set link=1", "--set: bad value 'link=1', expected SECTION.KEY=VALUE"},
      {"run " QUICK " --set link.speed=1", "unknown key 'link.speed'"},
      {"run " QUICK " --wave-only", "expected --wave"},
      {"run " QUICK " --json /nowhere/a.json", "/nowhere/a.json: No such file or directory"},
      {"run " QUICK " --wave /nowhere/a.fst", "'/nowhere/a.fst' cannot be written"},
      {"run " QUICK " --set fifo.limit=66", "limit: out of range, expected one frame"},
      {"run " QUICK " --set clocks.jitter_ps=2000", "jitter_ps: too large"},
      {"run " QUICK " --set disk.image=/nowhere/i", "image"},
      {"run " QUICK " --topology sun", "--topology: bad value 'sun', expected one of peer|third"},
      {"run " QUICK " --fault fire:A", "--fault: fault 'fire:A': unknown kind, expected one of"},
      {"run " QUICK " --fault psu:C", "fault 'psu:C': topology peer has no third power unit"},
      {"run " QUICK " --fault hang:A --fault hang:A", "fault 'hang:A': twice, expected its return"},
      {"run " QUICK " --fault psu:A --set host.multipath=no", "multipath: a host with one path"},
      {"run " QUICK " --topology battery --set power.battery_us=0",
       "battery_us: 0 in topology battery, expected a battery with some capacity"},
      {"run " QUICK " --set power.retention_mv=2400", "retention_mv: not below logic_mv"},
      {"run " QUICK " --set power.uv_mv=2000", "uv_mv: not above logic_mv"},
      {"run " QUICK " --topology battery --set power.switch_ns=100000",
       "rail_fall_mv: from uv_mv the rail is below retention_mv"},
      {"run " QUICK " --set failover.managed=yes --set failover.silence_us=5",
       "silence_us: not above heartbeat_us"},
      {"run " QUICK " --pace trace", "pace: a workload with rate 0"},
      {"run --trace /nowhere/t", "/nowhere/t: "},
      {"run --trace /dev/null", "/dev/null: a device, expected a host trace"},
      {"run --config /nowhere/c --workload count=1", "/nowhere/c: No such file"},
  };
  struct cli *c = *state;

  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    twinack(c, bad[i].words);
    if (c->status != 2 || c->out[0] || !strstr(c->err, bad[i].expected))
      fail_msg("twinack %s: status %d, %s", bad[i].words, c->status, c->err);
    one_line(c->err);
  }
}

static void bad_files_are_named_with_their_line_and_leave_nothing(void **state) {
  static const struct {
    const char *option, *text, *expected;
    size_t len;
  } bad[] = {
      {"--config", "[system]\nseed=1\nspeed=2\n", ":3: unknown key 'speed'", 0},
      {"--config", "[system]\nseed=1\nse", ":3: not understood", 0},
      {"--config",
       "\x7f"
       "ELF\0\0\0\0",
       ":1: binary data", 8},
      {"--trace", "8,0 0 1 0.000000000 1 Q W 0 + 8 [a]\n8,0 0 2 0.1 1 Q W 8 + ", ":2: ", 0},
      {"--trace",
       "\x7f"
       "ELF\0\0\0\0",
       ":1: ", 8},
      {"--trace", "0 0 0 8 0\n5 0 8 8 0\n4 0 8 8 0\n", ":3: ", 0},
      {"--trace", "0 0 0 8 0\n5 0 99999999999999999999999 8 0\n", ":2: ", 0},
      {"--trace", "0 0 0 8 0\n5 0 8 8 7\n", ":2: ", 0},
      {"--trace", "", "", 0},
  };
  struct cli *c = *state;
  char words[512];

  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    write_file(c, "bad", bad[i].text, bad[i].len ? bad[i].len : strlen(bad[i].text));
    snprintf(words, sizeof words, "run %s $D/bad --json $D/a.json --timing $D/t.json%s",
             bad[i].option, strcmp(bad[i].option, "--config") ? "" : " --workload count=1");
    twinack(c, words);
    if (c->status != 2 || c->out[0] || !strstr(c->err, "/bad") || !strstr(c->err, "expected ") ||
        !strstr(c->err, bad[i].expected))
      fail_msg("%s: status %d, %s", bad[i].text, c->status, c->err);
    one_line(c->err);
    assert_int_equal(files(c), 3);
  }
}

static void two_runs_give_the_same_json_and_no_progress(void **state) {
  struct cli *c = *state;
  char a[TEXT], b[TEXT], path[128];

  twinack(c, "run " QUICK " --mode early,through --json $D/a.json --jobs 1");
  assert_int_equal(c->status, 0);
  assert_string_equal(c->err, "");
  assert_null(strchr(c->out, '\r'));
  assert_non_null(strstr(c->out, "a.json"));
  twinack(c, "run " QUICK " --mode early,through --json $D/b.json --timing $D/t.json --jobs 2");
  assert_int_equal(c->status, 0);
  snprintf(path, sizeof path, "%s/a.json", c->folder);
  read_all(path, a);
  snprintf(path, sizeof path, "%s/b.json", c->folder);
  read_all(path, b);
  assert_string_equal(a, b);
  assert_non_null(strstr(a, "\"through/early\""));
  assert_int_equal(files(c), 5); /* three files, out, err: nothing half made */
}

static void the_output_fits_80_by_24(void **state) {
  struct cli *c = *state;
  unsigned lines = 0;

  twinack(c, "run " QUICK " --mode early,sync,through,local --json $D/a.json");
  assert_int_equal(c->status, 0);
  for (const char *p = c->out; *p; p += strcspn(p, "\n") + 1, lines++)
    assert_true(strcspn(p, "\n") <= 80);
  assert_true(lines <= 24);
}

static void requests_beyond_the_volume_are_refused_or_wrapped(void **state) {
  static const char trace[] = "0 0 0 8 0\n1000 0 12 8 0\n2000 0 4096 8 1\n";
  struct cli *c = *state;

  write_file(c, "t", trace, strlen(trace));
  twinack(c, "run --trace $D/t --set system.volume=8k");
  assert_int_equal(c->status, 0);
  assert_string_equal(c->err,
                      "twinack run: request 2: blocks 12+8 lie beyond volume 0 of 16 blocks: "
                      "refused; --wrap folds them in (and 1 more)\n");
  twinack(c, "run --trace $D/t --set system.volume=8k --wrap");
  assert_int_equal(c->status, 0);
  assert_string_equal(c->err, "");
}

static void the_command_line_wins_over_the_file(void **state) {
  static const char config[] = "[system]\nseed=5\nvolume=1M\n[workload]\ncount=9\n";
  struct cli *c = *state;

  write_file(c, "c.ini", config, strlen(config));
  twinack(c, "run --config $D/c.ini --seed 6 --print-config");
  assert_int_equal(c->status, 0);
  assert_non_null(strstr(c->out, "\nseed = 6\nvolume = 1M\n"));
  assert_non_null(strstr(c->out, "\ncount = 9\n"));
}

static void an_image_keeps_the_blocks(void **state) {
  struct cli *c = *state;
  struct stat st;
  char path[128];

  twinack(c, "run " QUICK
             ",write=100 --set disk.spindles=1 --set disk.image=$D/i --set system.volume=8k");
  assert_int_equal(c->status, 0);
  snprintf(path, sizeof path, "%s/i", c->folder);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_size, 32768);
  twinack(c, "run " QUICK " --set disk.spindles=1 --set disk.image=$D/i");
  assert_int_equal(c->status, 2);
  assert_true(there(c, "i"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(help_has_examples),
      TEST(bad_command_lines_are_one_line_and_status_2),
      TEST(bad_files_are_named_with_their_line_and_leave_nothing),
      TEST(two_runs_give_the_same_json_and_no_progress),
      TEST(the_output_fits_80_by_24),
      TEST(requests_beyond_the_volume_are_refused_or_wrapped),
      TEST(the_command_line_wins_over_the_file),
      TEST(an_image_keeps_the_blocks),
  };
  return cmocka_run_group_tests_name("test_cli", tests, NULL, NULL);
}
