/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_image.c: disks kept in image files: persistence, sparseness, refusals, failures; what
 * an array remembers of itself, and what it makes of images that were not closed or are gone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk_help.h"

static struct disk_config in_image(const char *image) {
  struct disk_config cfg;
  disk_defaults(&cfg);
  cfg.spindles = 1;
  cfg.blocks = 1 << 20;
  cfg.image = image;
  return cfg;
}

static struct disk_config mirror_in(const char *image) {
  struct disk_config cfg = array_of(DISK_MIRROR, 4, 8);
  cfg.image = image;
  return cfg;
}

/* A folder of its own for each test. */
struct folder {
  char path[200], image[240];
};

static int make_folder(void **state) {
  static struct folder f;
  const char *tmp = getenv("TMPDIR");
  snprintf(f.path, sizeof f.path, "%s/twinack-disk-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  if (!mkdtemp(f.path)) return -1;
  snprintf(f.image, sizeof f.image, "%s/image", f.path);
  *state = &f;
  return 0;
}

static int remove_folder(void **state) {
  struct folder *f = *state;
  char file[260];
  unlink(f->image);
  snprintf(file, sizeof file, "%s.state", f->image);
  unlink(file);
  for (unsigned n = 0; n < 4; n++) {
    snprintf(file, sizeof file, "%s.%u", f->image, n);
    unlink(file);
  }
  return rmdir(f->path); /* and nothing else is left there */
}

static const char *file_of(const struct disk_config *cfg, unsigned n) {
  static char file[260];
  disk_image_file(cfg, n, file, sizeof file);
  return file;
}

static void read_text(const struct disk_config *cfg, char *text, size_t size) {
  FILE *in = fopen(file_of(cfg, cfg->spindles), "r");
  assert_non_null(in);
  text[fread(text, 1, size - 1, in)] = '\0';
  fclose(in);
}

static void write_text(const struct disk_config *cfg, const char *text) {
  FILE *out = fopen(file_of(cfg, cfg->spindles), "w");
  assert_non_null(out);
  fputs(text, out);
  fclose(out);
}

/* The process goes down in the middle: a child writes and does not close. */
static void in_a_crash(const struct disk_config *cfg, void (*work)(struct disk *d)) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    work(opened(cfg));
    _exit(0);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

/* Block i of the first `count` holds value + i. */
static void write_blocks(struct disk *d, unsigned count, unsigned value) {
  for (unsigned i = 0; i < count; i++) submit(d, DISK_WRITE, i, value + i, 0);
  settle(d);
}

static void assert_blocks(struct disk *d, unsigned count, unsigned value) {
  for (unsigned i = 0; i < count; i++) assert_holds(d, i, value + i);
}

static void image_is_sparse_and_keeps_its_blocks(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = in_image(f->image);
  struct disk *d = opened(&cfg);
  submit(d, DISK_WRITE, 0, 1, 0);
  submit(d, DISK_WRITE, 777777, 2, 0);
  next_done(d);
  next_done(d);
  submit(d, DISK_WRITE, 5, 3, 0); /* never completes */
  disk_close(d);
  struct stat st;
  assert_int_equal(stat(f->image, &st), 0);
  assert_int_equal(st.st_size, cfg.blocks * DISK_BLOCK);
  assert_true(st.st_blocks <= 2048); /* 1 MiB of 512 */
  cfg.blocks /= 2;                   /* a smaller disk leaves the rest of the file alone */
  d = opened(&cfg);
  disk_close(d);
  cfg.blocks *= 2;
  d = opened(&cfg);
  assert_holds(d, 0, 1);
  assert_holds(d, 777777, 2);
  uint8_t block[DISK_BLOCK];
  assert_int_equal(disk_peek(d, 5, block), 0);
  assert_zero(block);
  disk_close(d);
}

static void assert_refused(const char *image, const char *reason) {
  struct disk_config cfg = in_image(image);
  char err[512] = "", want[512];
  assert_null(disk_open(&cfg, err, sizeof err));
  snprintf(want, sizeof want, "image: %s: %s, expected a regular file that can be written", image,
           reason);
  assert_string_equal(err, want);
}

static void image_that_is_no_writable_file_is_refused(void **state) {
  struct folder *f = *state;
  char missing[300];
  snprintf(missing, sizeof missing, "%s/none/image", f->path);
  assert_refused(f->path, "Is a directory");
  assert_refused(missing, "No such file or directory");
  assert_refused("/dev/null", "not a regular file");
}

static void failing_image_gives_error_completions(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = in_image(f->image);
  struct disk *d = opened(&cfg);
  assert_int_equal(truncate(f->image, 0), 0);
  submit(d, DISK_READ, 1, 1, 0);
  assert_true(next_done(d).error);
  struct rlimit old, none;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  none = (struct rlimit){.rlim_cur = 0, .rlim_max = old.rlim_max};
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
  submit(d, DISK_WRITE, 1, 1, 0);
  struct disk_done done = next_done(d);
  setrlimit(RLIMIT_FSIZE, &old);
  signal(SIGXFSZ, handler);
  assert_true(done.error);
  assert_int_equal(disk_counters(d)->reads + disk_counters(d)->writes, 0);
  disk_close(d);
}

static void image_that_cannot_grow_leaves_no_file(void **state) {
  struct folder *f = *state;
  struct rlimit old, none;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  none = (struct rlimit){.rlim_cur = 4096, .rlim_max = old.rlim_max};
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &none);
  struct disk_config cfg = in_image(f->image);
  char err[512] = "";
  struct disk *d = disk_open(&cfg, err, sizeof err);
  setrlimit(RLIMIT_FSIZE, &old);
  signal(SIGXFSZ, handler);
  assert_null(d);
  assert_non_null(strstr(err, "File too large"));
  assert_int_equal(access(f->image, F_OK), -1);
}

static void each_of_several_spindles_has_a_file(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  struct disk *d = opened(&cfg);
  assert_false(disk_opened(d)->used);
  write_blocks(d, 32, 100);
  disk_close(d);
  for (unsigned n = 0; n < 4; n++) {
    uint8_t got[DISK_BLOCK], want[DISK_BLOCK];
    FILE *in = fopen(file_of(&cfg, n), "rb");
    assert_non_null(in);
    for (unsigned i = 0; i < 16; i++) { /* chunks of 8: 0 and 2 are on the first pair */
      assert_int_equal(fread(got, 1, DISK_BLOCK, in), DISK_BLOCK);
      fill(want, 100 + i / 8 * 16 + n / 2 * 8 + i % 8);
      assert_memory_equal(got, want, DISK_BLOCK);
    }
    fclose(in);
    struct stat st;
    assert_int_equal(stat(file_of(&cfg, n), &st), 0);
    assert_int_equal(st.st_size, cfg.blocks / 2 * DISK_BLOCK);
  }
  d = opened(&cfg);
  assert_true(disk_opened(d)->used);
  assert_false(disk_opened(d)->unclean);
  assert_int_equal(disk_opened(d)->resynced + disk_opened(d)->replaced, 0);
  assert_blocks(d, 32, 100);
  disk_close(d);
}

static void the_state_is_text_that_says_what_is_wrong(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  struct disk *d = opened(&cfg);
  char text[1000];
  read_text(&cfg, text, sizeof text);
  assert_string_equal(text,
                      "twinack-disks 1\nraid mirror\nspindles 4\nchunk_blocks 8\n"
                      "generation 1\nclosed no\nend\n");
  disk_fail(d, 1);
  disk_spoil(d, 2, 8 + 16 * 5, 2); /* block 8 * 5 of the second pair */
  assert_int_equal(disk_sync(d), 0);
  disk_close(d);
  read_text(&cfg, text, sizeof text);
  assert_string_equal(text,
                      "twinack-disks 1\nraid mirror\nspindles 4\nchunk_blocks 8\n"
                      "generation 3\nclosed yes\nspindle 1 failed 0\nmarked 2 40\n"
                      "marked 2 41\nend\n");
  d = opened(&cfg);
  assert_int_equal(status_of(d, 1).state, DISK_FAILED);
  assert_int_equal(status_of(d, 2).unreadable, 2);
  disk_close(d);
}

static void write_and_die(struct disk *d) {
  write_blocks(d, 32, 500);
}

/* A write that reached one copy alone. */
static void spoil_file(const struct disk_config *cfg, unsigned n, uint64_t block, unsigned value) {
  uint8_t bytes[DISK_BLOCK];
  fill(bytes, value);
  FILE *out = fopen(file_of(cfg, n), "r+b");
  assert_non_null(out);
  assert_int_equal(fseek(out, (long)(block * DISK_BLOCK), SEEK_SET), 0);
  assert_int_equal(fwrite(bytes, 1, DISK_BLOCK, out), DISK_BLOCK);
  fclose(out);
}

static void a_mirror_not_closed_is_made_equal(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  in_a_crash(&cfg, write_and_die);
  spoil_file(&cfg, 0, 3, 901);     /* lba 3, on the first of its pair */
  spoil_file(&cfg, 3, 9, 902);     /* lba 25, on the second */
  spoil_file(&cfg, 2, 90000, 903); /* where nothing ever was: lba 180000 + 8 */
  spoil_file(&cfg, 3, 95000, 904);
  struct disk *d = opened(&cfg);
  assert_true(disk_opened(d)->unclean);
  assert_int_equal(disk_opened(d)->resynced, 4);
  for (unsigned turn = 0; turn < 2; turn++) {
    for (unsigned i = 0; i < 32; i++) assert_holds(d, i, i == 3 ? 901 : 500 + i);
    assert_holds(d, 180008, 903);
    assert_holds(d, 190008, 0);
    if (turn) break;
    disk_fail(d, 0);
    disk_fail(d, 2);
  }
  disk_close(d);
}

static void one_that_was_closed_is_believed(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  struct disk *d = opened(&cfg);
  write_blocks(d, 32, 500);
  disk_close(d);
  spoil_file(&cfg, 1, 3, 901); /* so nobody looks */
  d = opened(&cfg);
  assert_false(disk_opened(d)->unclean);
  assert_int_equal(disk_opened(d)->resynced, 0);
  disk_close(d);
}

static void a_missing_image_is_a_replaced_disk(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  in_a_crash(&cfg, write_and_die); /* closed or not */
  assert_int_equal(unlink(file_of(&cfg, 0)), 0);
  assert_int_equal(truncate(file_of(&cfg, 3), 0), 0);
  struct disk *d = opened(&cfg);
  assert_int_equal(disk_opened(d)->replaced, 2);
  assert_int_equal(status_of(d, 0).state, DISK_REBUILDING);
  assert_int_equal(status_of(d, 3).state, DISK_REBUILDING);
  assert_blocks(d, 32, 500);
  settle(d);
  disk_fail(d, 1);
  disk_fail(d, 2);
  assert_blocks(d, 32, 500);
  disk_close(d);
}

static void a_pair_that_is_gone_is_an_error_until_written(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  uint8_t block[DISK_BLOCK];
  in_a_crash(&cfg, write_and_die);
  assert_int_equal(unlink(file_of(&cfg, 0)), 0);
  assert_int_equal(unlink(file_of(&cfg, 1)), 0);
  struct disk *d = opened(&cfg);
  settle(d);
  submit(d, DISK_WRITE, 5, 7, 0);
  settle(d);
  disk_close(d);
  d = opened(&cfg); /* and it is remembered */
  for (unsigned i = 0; i < 32; i++) {
    if (i / 8 % 2 || i == 5)
      assert_holds(d, i, i == 5 ? 7 : 500 + i);
    else
      assert_int_equal(disk_peek(d, i, block), -1);
  }
  disk_close(d);
}

static void a_stripe_whose_image_is_gone_gives_errors(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  cfg.raid = DISK_STRIPE;
  uint8_t block[DISK_BLOCK];
  in_a_crash(&cfg, write_and_die);
  assert_int_equal(unlink(file_of(&cfg, 2)), 0);
  struct disk *d = opened(&cfg);
  assert_true(disk_opened(d)->unclean);
  assert_int_equal(disk_opened(d)->replaced, 1);
  assert_int_equal(status_of(d, 2).state, DISK_INCOMPLETE);
  for (unsigned i = 0; i < 32; i++) assert_int_equal(disk_peek(d, i, block), i / 8 == 2 ? -1 : 0);
  disk_close(d);
}

static void fail_and_die(struct disk *d) {
  write_blocks(d, 32, 100);
  disk_fail(d, 0);
  write_blocks(d, 32, 500);
}

static void refuse_and_die(struct disk *d) {
  write_blocks(d, 32, 100);
  disk_errors(d, 0, 1000);
  struct disk_done done;
  for (unsigned i = 0; i < 8; i++) submit(d, DISK_WRITE, i, 500 + i, 0);
  for (unsigned i = 0; i < 8; i++) assert_true(disk_poll(d, UINT64_MAX, &done) && !done.error);
}

/* What has become stale is never the one that is believed. */
static void what_an_answer_rests_on_survives_a_crash(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  in_a_crash(&cfg, fail_and_die);
  struct disk *d = opened(&cfg);
  assert_int_equal(status_of(d, 0).state, DISK_FAILED);
  assert_blocks(d, 32, 500);
  disk_replace(d, 0, 0);
  settle(d);
  disk_close(d);
  in_a_crash(&cfg, refuse_and_die);
  d = opened(&cfg);
  assert_blocks(d, 8, 500);
  disk_close(d);
}

static void note_and_die(struct disk *d) {
  disk_note(d, 7);
  disk_note(d, 13);
}

static void a_note_is_kept(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  disk_close(opened(&cfg));
  struct disk *d = opened(&cfg);
  assert_false(disk_opened(d)->noted);
  disk_close(d);
  in_a_crash(&cfg, note_and_die);
  for (unsigned life = 0; life < 2; life++) {
    d = opened(&cfg);
    assert_true(disk_opened(d)->noted);
    assert_int_equal(disk_opened(d)->note, 13);
    disk_close(d);
  }
}

static void rebuild_and_die(struct disk *d, unsigned n) {
  struct disk_done done;
  write_blocks(d, 32, 100);
  uint64_t now = 10000 * US;
  disk_replace(d, n, now);
  disk_poll(d, now + 100 * US, &done);
  submit(d, DISK_WRITE, 17, 917, now + 100 * US);
  next_done(d);
}

static void rebuild_first_and_die(struct disk *d) {
  rebuild_and_die(d, 0);
}

static void rebuild_second_and_die(struct disk *d) {
  rebuild_and_die(d, 1);
}

static void replace_and_die(struct disk *d) {
  write_blocks(d, 32, 100);
  disk_replace(d, 0, 0);
}

static void a_rebuild_goes_on_after_a_crash(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  void (*const work[])(struct disk * d) = {rebuild_first_and_die, rebuild_second_and_die,
                                           replace_and_die};
  for (unsigned i = 0; i < 3; i++) {
    in_a_crash(&cfg, work[i]);
    struct disk *d = opened(&cfg);
    assert_int_equal(status_of(d, i % 2).state, DISK_REBUILDING);
    settle(d);
    assert_int_equal(status_of(d, i % 2).state, DISK_GOOD);
    disk_fail(d, 1 - i % 2);
    for (unsigned k = 0; k < 32; k++) assert_holds(d, k, k == 17 && i < 2 ? 917 : 100 + k);
    disk_replace(d, 1 - i % 2, 0);
    settle(d);
    disk_close(d);
  }
}

static void assert_not_opened(const struct disk_config *cfg, const char *want) {
  char err[600] = "", line[600];
  assert_null(disk_open(cfg, err, sizeof err));
  snprintf(line, sizeof line, "image: %s:%s", file_of(cfg, cfg->spindles), want);
  assert_string_equal(err, line);
}

static void a_state_of_another_array_or_none_is_refused(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image), other = cfg;
  disk_close(opened(&cfg));
  other.raid = DISK_STRIPE;
  assert_not_opened(&other, "2: 'raid mirror', expected raid stripe");
  other = cfg;
  other.spindles = 2;
  assert_not_opened(&other, "3: 'spindles 4', expected spindles 2");
  other = cfg;
  other.chunk_blocks = 16;
  assert_not_opened(&other, "4: 'chunk_blocks 8', expected chunk_blocks 16");
#define SHAPE "twinack-disks 1\nraid mirror\nspindles 4\nchunk_blocks 8\n"
#define LIFE SHAPE "generation 1\nclosed yes\n"
  static const struct {
    const char *text, *want;
  } bad[] = {
      {"", "1: '', expected twinack-disks 1"},
      {"twinack-disks 2\n", "1: 'twinack-disks 2', expected twinack-disks 1"},
      {SHAPE "generation 1x\n", "5: 'generation 1x', expected generation N"},
      {SHAPE "generation 1\nclosed\n", "6: 'closed', expected closed yes or closed no"},
      {LIFE, "7: '', expected note N, spindle N STATE BLOCK, marked N BLOCK or end"},
      {LIFE "spindle 4 failed 0\nend\n",
       "7: 'spindle 4 failed 0', expected note N, spindle N STATE BLOCK, marked N BLOCK or end"},
      {LIFE "spindle 0 good 0\nend\n",
       "7: 'spindle 0 good 0', expected note N, spindle N STATE BLOCK, marked N BLOCK or end"},
      {LIFE "marked 0 -1\nend\n",
       "7: 'marked 0 -1', expected note N, spindle N STATE BLOCK, marked N BLOCK or end"},
      {LIFE "note -\nend\n",
       "7: 'note -', expected note N, spindle N STATE BLOCK, marked N BLOCK or end"},
  };
  for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
    write_text(&cfg, bad[i].text);
    assert_not_opened(&cfg, bad[i].want);
  }
}

/* Images of a mirror beside which there is no state are compared, too. */
static void images_without_a_state_are_compared(void **state) {
  struct folder *f = *state;
  struct disk_config cfg = mirror_in(f->image);
  struct disk *d = opened(&cfg);
  write_blocks(d, 32, 500);
  disk_close(d);
  spoil_file(&cfg, 1, 3, 901);
  assert_int_equal(unlink(file_of(&cfg, 4)), 0);
  d = opened(&cfg);
  assert_true(disk_opened(d)->unclean);
  assert_int_equal(disk_opened(d)->resynced, 1);
  assert_blocks(d, 32, 500);
  disk_close(d);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(image_is_sparse_and_keeps_its_blocks),
      IN_FOLDER(image_that_is_no_writable_file_is_refused),
      IN_FOLDER(failing_image_gives_error_completions),
      IN_FOLDER(image_that_cannot_grow_leaves_no_file),
      IN_FOLDER(each_of_several_spindles_has_a_file),
      IN_FOLDER(the_state_is_text_that_says_what_is_wrong),
      IN_FOLDER(a_mirror_not_closed_is_made_equal),
      IN_FOLDER(one_that_was_closed_is_believed),
      IN_FOLDER(a_missing_image_is_a_replaced_disk),
      IN_FOLDER(a_pair_that_is_gone_is_an_error_until_written),
      IN_FOLDER(a_stripe_whose_image_is_gone_gives_errors),
      IN_FOLDER(what_an_answer_rests_on_survives_a_crash),
      IN_FOLDER(a_note_is_kept),
      IN_FOLDER(a_rebuild_goes_on_after_a_crash),
      IN_FOLDER(a_state_of_another_array_or_none_is_refused),
      IN_FOLDER(images_without_a_state_are_compared),
  };
  return cmocka_run_group_tests_name("test_disk_image", tests, NULL, NULL);
}
