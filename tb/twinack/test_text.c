/* SPDX-License-Identifier: Apache-2.0 */
/* test_text.c: numbers out of text, and words for a shell. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static void whole_numbers_in_range_only(void **state) {
  static const char *const bad[] = {"",
                                    "-1",
                                    "+1",
                                    " 1",
                                    "1 ",
                                    "0x10",
                                    "1.0",
                                    "1e3",
                                    "k",
                                    "18446744073709551616",
                                    "99999999999999999999999",
                                    "11"};
  uint64_t v = 77;

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(text_u64(bad[i], 0, 10, &v));
  assert_false(text_u64("2", 3, 10, &v));
  assert_int_equal(v, 77);
  assert_true(text_u64("18446744073709551615", 0, UINT64_MAX, &v));
  assert_true(v == UINT64_MAX);
  assert_true(text_u64("007", 0, 10, &v));
  assert_int_equal(v, 7);
}

static void sizes_take_one_suffix_and_do_not_overflow(void **state) {
  static const char *const bad[] = {"k", "1kk", "1K", "1m", "1T", "1 k", "17179869184G", "0"};
  uint64_t v;

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(text_size(bad[i], 1, UINT64_MAX, &v));
  assert_true(text_size("3k", 1, UINT64_MAX, &v));
  assert_int_equal(v, 3072);
  assert_true(text_size("64M", 1, UINT64_MAX, &v));
  assert_int_equal(v, 67108864);
  assert_true(text_size("17179869183G", 1, UINT64_MAX, &v));
  assert_true(v == UINT64_MAX - ((1 << 30) - 1));
  assert_false(text_size("2k", 0, 2047, &v));
}

static void reals_are_plain_decimals(void **state) {
  static const char *const bad[] = {
      "",  ".5", "1.", "1.2.3", "-1", "nan", "inf", "1e3", "0x1p3", "1,5", "0.123456789012345678",
      "11"};
  double v;

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(text_real(bad[i], 0, 10, &v));
  assert_true(text_real("0.1", 0, 10, &v));
  assert_true(v == 0.1);
  assert_true(text_real("9.99999999999999", 0, 10, &v));
  assert_true(v == 9.99999999999999);
}

static void quotes_have_no_control_characters_and_an_end(void **state) {
  char longer[200];

  (void)state;
  assert_string_equal(text_quote("a\nb\x1b\x80").text, "a?b??");
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  assert_int_equal(strlen(text_quote(longer).text), 47);
}

static void a_shell_gives_back_the_word(void **state) {
  static const char *const words[] = {"plain-1.2/x=y,z:%", "two words", "it's", "$HOME `id` \"\\",
                                      "a;b|c&d",           "''",        "*"};
  char word[256], command[300], back[256];

  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    text_shell_word(words[i], word, sizeof word);
    snprintf(command, sizeof command, "printf %%s %s", word);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    size_t n = fread(back, 1, sizeof back - 1, p);
    back[n] = '\0';
    assert_int_equal(pclose(p), 0);
    assert_string_equal(back, words[i]);
  }
  text_shell_word("", word, sizeof word);
  assert_string_equal(word, "''");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_numbers_in_range_only),
      cmocka_unit_test(sizes_take_one_suffix_and_do_not_overflow),
      cmocka_unit_test(reals_are_plain_decimals),
      cmocka_unit_test(quotes_have_no_control_characters_and_an_end),
      cmocka_unit_test(a_shell_gives_back_the_word),
  };
  return cmocka_run_group_tests_name("test_text", tests, NULL, NULL);
}
