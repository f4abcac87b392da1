/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damaged copies of the example files: whatever the damage, the answer is a sound trace or one
 * error line, never both and never a crash (run it under the sanitizers). Run from the root of the
 * repository. A failure names the file and the seed of the copy.
 */
#include "test_trace_fixture.h"

#include "rng.h"

#define COPIES 2000
#define DAMAGE_MAX 4
#define ROOM 16384

struct text {
  size_t len;
  char at[ROOM];
};

static void read_example(struct text *t, const char *path) {
  FILE *file = fopen(path, "rb");

  assert_non_null(file);
  t->len = fread(t->at, 1, ROOM / 2, file);
  assert_int_equal(fclose(file), 0);
  assert_in_range(t->len, 1, ROOM / 2 - 1);
}

static void remove_part(struct text *t, size_t at, size_t len) {
  memmove(t->at + at, t->at + at + len, t->len - at - len);
  t->len -= len;
}

static void insert_part(struct text *t, size_t at, const char *part, size_t len) {
  if (t->len + len > ROOM) return;
  memmove(t->at + at + len, t->at + at, t->len - at);
  memcpy(t->at + at, part, len);
  t->len += len;
}

static void damage(struct text *t, struct rng *r) {
  static const char *const odd[] = {"",
                                    "\n",
                                    "\r\n",
                                    ",",
                                    " ",
                                    "\t",
                                    "-",
                                    "[",
                                    "(",
                                    "+",
                                    "F",
                                    "0",
                                    ".",
                                    "18446744073709551615",
                                    "\xff",
                                    "1e9",
                                    "wait",
                                    "CPU0 (",
                                    "99999999999999999999999"};
  size_t at = rng_below(r, t->len);
  size_t len = 1 + rng_below(r, t->len - at < 80 ? t->len - at : 80);
  size_t to = rng_below(r, t->len);
  char copy[80];
  size_t pick = rng_below(r, COUNT(odd));

  switch (rng_below(r, 7)) {
    case 0:
      t->at[at] ^= (char)(1 << rng_below(r, 8));
      break;
    case 1:
      t->at[at] = (char)rng_next(r);
      break;
    case 2:
      if (len < t->len) remove_part(t, at, len);
      break;
    case 3:
      memcpy(copy, t->at + at, len);
      insert_part(t, to, copy, len);
      break;
    case 4:
      insert_part(t, at, odd[pick], strlen(odd[pick]));
      break;
    case 5:
      t->at[at] = (char)('0' + rng_below(r, 10));
      break;
    default:
      if (rng_below(r, 8) == 0) t->len = at + 1;
  }
}

static void check_trace(const struct trace *t) {
  uint64_t last = 0;
  uint32_t devices = 0;

  assert_true(t->count > 0);
  assert_int_equal(t->requests[0].time_ns, 0);
  for (size_t i = 0; i < t->count; i++) {
    const struct request *q = &t->requests[i];

    assert_true(q->time_ns >= last);
    assert_true(q->device <= devices);
    if (q->device == devices) devices++;
    assert_int_equal(q->blocks == 0, q->op == REQUEST_FLUSH);
    assert_true(q->lba <= (UINT64_C(1) << 40) && q->blocks <= (UINT64_C(1) << 40) - q->lba);
    last = q->time_ns;
  }
  assert_int_equal(t->devices, devices);
}

static int load_damaged(const struct fixture *f, const struct text *good) {
  struct text bad = *good;
  char err[1024] = "";
  struct rng r;
  struct trace t;
  int rc;

  rng_seed(&r, f->seed);
  for (uint64_t n = 1 + rng_below(&r, DAMAGE_MAX); n > 0; n--) damage(&bad, &r);
  fixture_write(f, bad.at, bad.len);
  memset(&t, 0x5a, sizeof t);
  rc = trace_load(&t, f->path, err, sizeof err);
  if (rc == 0) {
    assert_string_equal(err, "");
    check_trace(&t);
  } else {
    assert_int_equal(rc, -1);
    check_refusal(&t, f->path, err);
  }
  trace_free(&t);
  return rc;
}

static void damaged_files_give_a_sound_trace_or_one_error_line(void **state) {
  static const char *const example[] = {"fio-v2.log", "fio-v3.log",    "msr.csv",
                                        "spc.spc",    "disksim.trace", "blkparse.txt"};
  struct fixture *f = *state;

  for (size_t i = 0; i < COUNT(example); i++) {
    struct text good;
    char path[128];
    int refused = 0;

    snprintf(path, sizeof path, "tb/data/traces/%s", example[i]);
    read_example(&good, path);
    f->subject = example[i];
    for (f->seed = 0; f->seed < COPIES; f->seed++) refused += load_damaged(f, &good) != 0;
    /* The damage was felt, and was not always fatal. */
    assert_in_range(refused, COPIES / 10, COPIES - 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(damaged_files_give_a_sound_trace_or_one_error_line),
  };
  return cmocka_run_group_tests_name("test_trace_mutation", tests, NULL, NULL);
}
