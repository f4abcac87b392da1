/* SPDX-License-Identifier: Apache-2.0 */
/* test_run.c: `twinack run` on the fake system: exit status, messages and files when it misbehaves.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_csim.h"
#include "run.h"

#define TEXT 16384
#define WORDS_MAX 32

struct place {
  char folder[64], json[96], err_file[96];
  struct fake_csim *fake;
  char err[TEXT], summary[TEXT];
};

static int make_place(void **state) {
  struct place *p = calloc(1, sizeof *p);
  const char *tmp = getenv("TMPDIR");

  snprintf(p->folder, sizeof p->folder, "%.40s/run-XXXXXX", tmp ? tmp : "/tmp");
  if (!mkdtemp(p->folder)) return -1;
  snprintf(p->json, sizeof p->json, "%s/a.json", p->folder);
  snprintf(p->err_file, sizeof p->err_file, "%s/err", p->folder);
  p->fake = fake_csim();
  p->fake->latency_ps = 1000000;
  *state = p;
  return 0;
}

static int remove_place(void **state) {
  struct place *p = *state;

  unlink(p->json);
  unlink(p->err_file);
  int failed = rmdir(p->folder); /* fails when anything else was left */
  free(p);
  return failed;
}

static void read_all(const char *path, char text[TEXT]) {
  FILE *f = fopen(path, "r");

  text[0] = '\0';
  if (!f) return;
  text[fread(text, 1, TEXT - 1, f)] = '\0';
  fclose(f);
}

/* stdout and stderr of run_main go to the file. */
static int captured(struct place *p, int argc, char **argv) {
  int saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
  int fd = open(p->err_file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
  int null = open("/dev/null", O_WRONLY);

  fflush(NULL);
  dup2(null, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  int status = run_main(argc, argv);
  fflush(NULL);
  dup2(saved[0], STDOUT_FILENO);
  dup2(saved[1], STDERR_FILENO);
  close(saved[0]);
  close(saved[1]);
  close(fd);
  close(null);
  return status;
}

/* "twinack run" with four writes, the words, and the JSON file. */
static int run(struct place *p, const char *words) {
  char text[512], *rest = text, *argv[WORDS_MAX];
  int argc = 0;

  snprintf(text, sizeof text, "--workload count=4,write=100,bs=512 %s --json %s", words, p->json);
  argv[argc++] = (char[]){"twinack run"};
  while ((argv[argc] = strsep(&rest, " "))) argc += argv[argc][0] != '\0';
  int status = captured(p, argc, argv);
  read_all(p->err_file, p->err);
  read_all(p->json, p->summary);
  return status;
}

static void has(const char *text, const char *part) {
  if (!strstr(text, part)) fail_msg("no '%s' in '%s'", part, text);
}

static void all_well_is_status_0_and_silent(void **state) {
  struct place *p = *state;

  assert_int_equal(run(p, "--mode early,sync"), 0);
  assert_string_equal(p->err, "");
  has(p->summary, "\"lost\": 0");
}

static void a_loss_is_status_1_and_says_how_to_see_it(void **state) {
  struct place *p = *state;
  char rerun[512];

  p->fake->lose = 3;
  assert_int_equal(run(p, "--seed 9 --mode early,sync"), 1);
  has(p->err, "twinack run: mode early: volume 0 block ");
  has(p->err, " is lost on the disks\n");
  snprintf(rerun, sizeof rerun,
           "seed 9; again, with waves: twinack run --workload count=4,write=100,bs=512 --seed 9 "
           "--mode early,sync --json %s --seed 9 --mode sync --wave sync.fst --wave-cycles 0\n",
           p->json);
  has(p->err, rerun);
  has(p->summary, "\"lost\": 1");
}

static void what_is_expected_decides(void **state) {
  struct place *p = *state;

  assert_int_equal(run(p, "--mode early --set expect.lost=1+"), 1);
  has(p->err, "twinack run: mode early: lost: expected 1+, seen 0\n");
  has(p->err, "again, with waves: twinack run ");
  *p->fake = (struct fake_csim){.latency_ps = 1000000, .serves = {1, 2}, .lose = 3};
  assert_int_equal(run(p, "--mode early --set expect.lost=1+"), 0);
  assert_string_equal(p->err, "");
  has(p->summary, "\"lost\": 1");
  assert_int_equal(run(p, "--mode early --set expect.torn=0"), 1);
  has(p->err, " is lost on the disks\n");
}

static void a_deadlock_is_status_1_and_leaves_no_summary(void **state) {
  struct place *p = *state;

  p->fake->silence = 2;
  assert_int_equal(run(p, "--mode early"), 1);
  has(p->err, "mode early: deadlock in the run");
  has(p->err, "seed 1; again, with waves: twinack run ");
  assert_string_equal(p->summary, "");
}

static void a_simulation_that_dies_is_status_1_and_leaves_no_summary(void **state) {
  struct place *p = *state;

  p->fake->crash = 2;
  assert_int_equal(run(p, "--mode early,sync --jobs 1"), 1);
  has(p->err, "mode sync: the simulation ended early, status 143\n");
  assert_string_equal(p->summary, "");
}

static void failed_assertions_are_status_1(void **state) {
  struct place *p = *state;

  p->fake->assertions_failed = 1;
  assert_int_equal(run(p, ""), 1);
  has(p->err, "1 assertions failed");
}

static void waves_without_a_tracing_build_are_refused_before_the_run(void **state) {
  struct place *p = *state;
  char words[128];

  snprintf(words, sizeof words, "--wave %s/a.fst", p->folder);
  assert_int_equal(run(p, words), 2);
  has(p->err, "this build cannot trace, expected twinack-wave beside it\n");
  assert_int_equal(p->fake->posts, 0);
  assert_string_equal(p->summary, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(all_well_is_status_0_and_silent),
      TEST(a_loss_is_status_1_and_says_how_to_see_it),
      TEST(what_is_expected_decides),
      TEST(a_deadlock_is_status_1_and_leaves_no_summary),
      TEST(a_simulation_that_dies_is_status_1_and_leaves_no_summary),
      TEST(failed_assertions_are_status_1),
      TEST(waves_without_a_tracing_build_are_refused_before_the_run),
  };
  return cmocka_run_group_tests_name("test_run", tests, NULL, NULL);
}
