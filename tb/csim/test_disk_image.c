/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_image.c: disks kept in an image file: persistence, sparseness, refusals, failures.
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
#include <unistd.h>

#include "disk_help.h"

static struct disk_config in_image(const char *image) {
  struct disk_config cfg;
  disk_defaults(&cfg);
  cfg.blocks = 1 << 20;
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
  unlink(f->image);
  return rmdir(f->path);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(image_is_sparse_and_keeps_its_blocks, make_folder,
                                      remove_folder),
      cmocka_unit_test_setup_teardown(image_that_is_no_writable_file_is_refused, make_folder,
                                      remove_folder),
      cmocka_unit_test_setup_teardown(failing_image_gives_error_completions, make_folder,
                                      remove_folder),
      cmocka_unit_test_setup_teardown(image_that_cannot_grow_leaves_no_file, make_folder,
                                      remove_folder),
  };
  return cmocka_run_group_tests_name("test_disk_image", tests, NULL, NULL);
}
