/* SPDX-License-Identifier: Apache-2.0 */
/* hash: nothing that was hashed is forgotten, whatever its length. */
#include "hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <cmocka.h>

enum { LONGEST = 100 };

static void test_what_was_hashed_before_counts(void **state) {
  uint8_t bytes[LONGEST];
  (void)state;
  for (unsigned i = 0; i < LONGEST; i++) bytes[i] = (uint8_t)(i * 37);
  for (size_t count = 0; count <= LONGEST; count++)
    for (unsigned bit = 0; bit < 64; bit++)
      assert_true(hash_bytes(HASH_START, bytes, count) !=
                  hash_bytes(HASH_START ^ UINT64_C(1) << bit, bytes, count));
}

static void test_each_byte_and_their_number_count(void **state) {
  uint8_t bytes[LONGEST + 1] = {0};
  (void)state;
  for (size_t count = 0; count <= LONGEST; count++) {
    uint64_t hash = hash_bytes(HASH_START, bytes, count);
    assert_true(hash != hash_bytes(HASH_START, bytes, count + 1));
    for (size_t i = 0; i < count; i++) {
      bytes[i] = 1;
      assert_true(hash != hash_bytes(HASH_START, bytes, count));
      bytes[i] = 0;
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_was_hashed_before_counts),
      cmocka_unit_test(test_each_byte_and_their_number_count),
  };
  return cmocka_run_group_tests_name("test_hash", tests, NULL, NULL);
}
