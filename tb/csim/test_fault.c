/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_fault.c: the grammar of faults, what contradicts what, and when each is due.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "fault.h"
#include "rng.h"
#include "twk_layout.h"

#define NS UINT64_C(1000)
#define US UINT64_C(1000000)
#define MS UINT64_C(1000000000)

static struct fault_list parsed(const char *text) {
  struct fault_list list = {.count = 0};
  char err[400] = "";
  if (fault_parse(text, &list, err, sizeof err)) fail_msg("%s", err);
  return list;
}

/* ---- grammar */

static void every_form_is_read(void **state) {
  static const struct {
    const char *text;
    struct fault want;
  } form[] = {
      {"psu:A", {.kind = FAULT_PSU, .unit = FAULT_A}},
      {"psu:C@12us", {.kind = FAULT_PSU, .unit = FAULT_C, .delay_ps = 12 * US}},
      {"psu-hard:B@7000ps", {.kind = FAULT_PSU_HARD, .unit = FAULT_B, .delay_ps = 7 * NS}},
      {"brownout:A:2700mV@3ms",
       {.kind = FAULT_BROWNOUT, .unit = FAULT_A, .value = 2700, .delay_ps = 3 * MS}},
      {"brownout:C:1mV:30us",
       {.kind = FAULT_BROWNOUT, .unit = FAULT_C, .value = 1, .time_ps = 30 * US}},
      {"flap:B:7:500ns@1s",
       {.kind = FAULT_FLAP,
        .unit = FAULT_B,
        .value = 7,
        .time_ps = 500 * NS,
        .delay_ps = 1000 * MS}},
      {"ramp:A", {.kind = FAULT_RAMP, .unit = FAULT_A, .time_ps = 100 * US}},
      {"ramp:A:2ms", {.kind = FAULT_RAMP, .unit = FAULT_A, .time_ps = 2 * MS}},
      {"restore:link", {.kind = FAULT_RESTORE, .unit = FAULT_LINK}},
      {"restore:fifo-battery", {.kind = FAULT_RESTORE, .unit = FAULT_FIFO_BATTERY}},
      {"restore:B@takeover",
       {.kind = FAULT_RESTORE, .unit = FAULT_B, .event = FAULT_AT_TAKEOVER, .number = 1}},
      {"link-cut", {.kind = FAULT_LINK_CUT, .unit = FAULT_LINK}},
      {"link-cut:ab", {.kind = FAULT_LINK_CUT, .unit = FAULT_AB}},
      {"link-restore:ba@frame:9+1us",
       {.kind = FAULT_LINK_RESTORE,
        .unit = FAULT_BA,
        .event = FAULT_AT_FRAME,
        .number = 9,
        .delay_ps = US}},
      {"hang:A@ack:100",
       {.kind = FAULT_HANG, .unit = FAULT_A, .event = FAULT_AT_ACK, .number = 100}},
      {"reset:B@cycle:18446744073709551615",
       {.kind = FAULT_RESET, .unit = FAULT_B, .event = FAULT_AT_CYCLE, .number = UINT64_MAX}},
      {"battery-low:A", {.kind = FAULT_BATTERY_LOW, .unit = FAULT_A, .value = 40}},
      {"battery-low:B:0", {.kind = FAULT_BATTERY_LOW, .unit = FAULT_B, .value = 0}},
      {"battery-missing:B@join:2+3ns",
       {.kind = FAULT_BATTERY_MISSING,
        .unit = FAULT_B,
        .event = FAULT_AT_JOIN,
        .number = 2,
        .delay_ps = 3 * NS}},
      {"battery-failed:A", {.kind = FAULT_BATTERY_FAILED, .unit = FAULT_A}},
      {"battery-ok:A", {.kind = FAULT_BATTERY_OK, .unit = FAULT_A}},
      {"flip:fifo:1", {.kind = FAULT_FLIP, .unit = FAULT_A, .memory = FAULT_FIFO, .value = 1}},
      {"flip:mirror:B:2",
       {.kind = FAULT_FLIP, .unit = FAULT_B, .memory = FAULT_MIRROR, .value = 2}},
      {"flip:cache:A:2@0us", {.kind = FAULT_FLIP, .unit = FAULT_A, .value = 2}},
      {"disk-fail:63@ack:2",
       {.kind = FAULT_DISK_FAIL, .disk = 63, .event = FAULT_AT_ACK, .number = 2}},
      {"disk-slow:1:1000000", {.kind = FAULT_DISK_SLOW, .disk = 1, .value = 1000000}},
      {"disk-errors:0:1000", {.kind = FAULT_DISK_ERRORS, .value = 1000}},
      {"bad-block:3:1099511627775",
       {.kind = FAULT_BAD_BLOCK, .disk = 3, .lba = 1099511627775, .blocks = 1}},
      {"bad-block:3:7:1048576", {.kind = FAULT_BAD_BLOCK, .disk = 3, .lba = 7, .blocks = 1048576}},
      {"disk-replace:2@1us", {.kind = FAULT_DISK_REPLACE, .disk = 2, .delay_ps = US}},
  };
  (void)state;
  for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
    struct fault_list list = parsed(form[i].text);
    assert_int_equal(list.count, 1);
    if (memcmp(&list.fault[0], &form[i].want, sizeof form[i].want))
      fail_msg("'%s' is read as something else", form[i].text);
  }
}

static void lists_are_read_and_appended_to(void **state) {
  (void)state;
  char err[400];
  struct fault_list list = parsed("psu:A@1us,restore:A@2us,hang:B");
  assert_int_equal(list.count, 3);
  assert_int_equal(fault_parse("link-cut", &list, err, sizeof err), 0);
  assert_int_equal(list.count, 4);
  assert_int_equal(list.fault[2].kind, FAULT_HANG);
  assert_int_equal(list.fault[3].kind, FAULT_LINK_CUT);
  struct fault_list before = list;
  assert_int_equal(fault_parse("hang:A,hang:D", &list, err, sizeof err), -1);
  assert_memory_equal(&list.count, &before.count, sizeof list.count);
  while (list.count < FAULT_MAX) assert_int_equal(fault_parse("hang:A", &list, err, sizeof err), 0);
  assert_int_equal(fault_parse("hang:A", &list, err, sizeof err), -1);
  assert_string_equal(err, "fault 'hang:A': one too many, expected at most 32");
  assert_int_equal(list.count, FAULT_MAX);
}

static void bad_faults_are_named_in_one_line(void **state) {
  static const struct {
    const char *text, *want;
  } bad[] = {
      {"",
       "fault '': unknown kind, expected one of psu, psu-hard, brownout, flap, ramp, restore, "},
      {"psu:A,", "fault '': unknown kind"},
      {"fire:A", "fault 'fire:A': unknown kind"},
      {"PSU:A", "fault 'PSU:A': unknown kind"},
      {" psu:A", "fault ' psu:A': unknown kind"},
      {"psu", "fault 'psu': not understood, expected psu:A|B|C"},
      {"psu:", "fault 'psu:': not understood, expected psu:A|B|C"},
      {"psu:D", "fault 'psu:D': not understood, expected psu:A|B|C"},
      {"psu:AB", "fault 'psu:AB': not understood"},
      {"psu:A:B", "fault 'psu:A:B': not understood"},
      {"psu:link", "fault 'psu:link': not understood"},
      {"psu:A:1:2:3:4:5", "fault 'psu:A:1:2:3:4:5': not understood"},
      {"hang:C", "fault 'hang:C': not understood, expected hang:A|B"},
      {"brownout:A",
       "fault 'brownout:A': not understood, expected brownout:A|B|C:NmV[:TIME], TIME"},
      {"brownout:A:2700", "fault 'brownout:A:2700': not understood"},
      {"brownout:A:2700V", "fault 'brownout:A:2700V': not understood"},
      {"brownout:A:0mV", "fault 'brownout:A:0mV': not understood"},
      {"brownout:A:60001mV", "fault 'brownout:A:60001mV': not understood"},
      {"brownout:A:2700mV:0us", "fault 'brownout:A:2700mV:0us': not understood"},
      {"flap:A:3", "fault 'flap:A:3': not understood, expected flap:A|B|C:COUNT:TIME, TIME such"},
      {"flap:A:0:1us", "fault 'flap:A:0:1us': not understood"},
      {"flap:A:1us", "fault 'flap:A:1us': not understood"},
      {"restore", "fault 'restore': not understood, expected restore:A|B|C|link|fifo-battery"},
      {"restore:ab", "fault 'restore:ab': not understood"},
      {"link-cut:A", "fault 'link-cut:A': not understood, expected link-cut[:ab|ba]"},
      {"battery-low:A:101",
       "fault 'battery-low:A:101': not understood, expected battery-low:A|B[:P"},
      {"battery-low:C", "fault 'battery-low:C': not understood"},
      {"flip:fifo",
       "fault 'flip:fifo': not understood, expected flip:cache|mirror|fifo[:A|B]:BITS"},
      {"flip:fifo:3", "fault 'flip:fifo:3': not understood"},
      {"flip:fifo:0", "fault 'flip:fifo:0': not understood"},
      {"flip:disk:1", "fault 'flip:disk:1': not understood"},
      {"flip:fifo:C:1", "fault 'flip:fifo:C:1': not understood"},
      {"disk-fail", "fault 'disk-fail': not understood, expected disk-fail:N"},
      {"disk-fail:A", "fault 'disk-fail:A': not understood"},
      {"disk-fail:64", "fault 'disk-fail:64': not understood"},
      {"disk-slow:1", "fault 'disk-slow:1': not understood, expected disk-slow:N:FACTOR"},
      {"disk-slow:1:0", "fault 'disk-slow:1:0': not understood"},
      {"disk-errors:1:1001",
       "fault 'disk-errors:1:1001': not understood, expected disk-errors:N:PERMILLE"},
      {"bad-block:1", "fault 'bad-block:1': not understood, expected bad-block:N:LBA[:COUNT]"},
      {"bad-block:1:1099511627776", "fault 'bad-block:1:1099511627776': not understood"},
      {"bad-block:1:2:0", "fault 'bad-block:1:2:0': not understood"},
      {"disk-replace:1:2", "fault 'disk-replace:1:2': not understood, expected disk-replace:N"},
      {"hang:A@", "fault 'hang:A@': bad time '', expected a whole number of ps, ns, us, ms or s"},
      {"hang:A@12", "fault 'hang:A@12': bad time '12'"},
      {"hang:A@us", "fault 'hang:A@us': bad time 'us'"},
      {"hang:A@-1us", "fault 'hang:A@-1us': bad time '-1us'"},
      {"hang:A@1.5us", "fault 'hang:A@1.5us': bad time '1.5us'"},
      {"hang:A@1us+1us", "fault 'hang:A@1us+1us': bad time"},
      {"hang:A@72058s", "fault 'hang:A@72058s': bad time"},
      {"hang:A@99999999999999999999999ps", "fault 'hang:A@99999999999999999999999ps': bad time"},
      {"hang:A@ack", "fault 'hang:A@ack': bad time 'ack'"},
      {"hang:A@ack:", "fault 'hang:A@ack:': bad time"},
      {"hang:A@ack:0", "fault 'hang:A@ack:0': bad time"},
      {"hang:A@ack:1:2", "fault 'hang:A@ack:1:2': bad time"},
      {"hang:A@ack:1+", "fault 'hang:A@ack:1+': bad time"},
      {"hang:A@ack:1+2", "fault 'hang:A@ack:1+2': bad time"},
      {"hang:A@frame:18446744073709551616", "fault 'hang:A@frame:18446744073709551616': bad time"},
      {"hang:A@frame:18446744073709551617", "fault 'hang:A@frame:18446744073709551617': bad time"},
      {"hang:A@takeover:", "fault 'hang:A@takeover:': bad time"},
      {"hang:A@lunch", "fault 'hang:A@lunch': bad time 'lunch'"},
      {"hang:A\n@1us", "fault 'hang:A?@1us': not understood"},
      {"hang:A@\x1b[31m", "fault 'hang:A@?[31m': bad time '?[31m'"},
      {"a-text-that-is-much-longer-than-anything-that-could-be-a-fault",
       "fault 'a-text-that-is-much-longer-than-anything-that-co': unknown kind"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct fault_list list = {.count = 0};
    char err[400] = "";
    assert_int_equal(fault_parse(bad[i].text, &list, err, sizeof err), -1);
    if (strncmp(err, bad[i].want, strlen(bad[i].want)))
      fail_msg("\"%s\" is not \"%s\"", err, bad[i].want);
    assert_non_null(strstr(err, "expected "));
    assert_null(strchr(err, '\n'));
    assert_int_equal(list.count, 0);
    char little[20];
    assert_int_equal(fault_parse(bad[i].text, &list, little, sizeof little), -1);
    assert_true(strlen(little) < sizeof little);
  }
}

/* ---- round trip */

static void printing_is_the_shortest_text(void **state) {
  static const char *const text[][2] = {
      {"psu:A@0ps", "psu:A"},
      {"psu:A@1000us", "psu:A@1ms"},
      {"psu:A@1500ns", "psu:A@1500ns"},
      {"psu:A@1000001ps", "psu:A@1000001ps"},
      {"ramp:B:100us@2000ms", "ramp:B@2s"},
      {"flip:cache:A:1", "flip:cache:1"},
      {"flip:cache:B:1@join:1+1000ps", "flip:cache:B:1@join+1ns"},
      {"battery-low:A:40@takeover:3", "battery-low:A@takeover:3"},
      {"battery-low:A:41@ack:1+0us", "battery-low:A:41@ack:1"},
      {"brownout:C:2700mV:30000ns@cycle:4", "brownout:C:2700mV:30us@cycle:4"},
      {"link-cut", "link-cut"},
      {"bad-block:0:9:1", "bad-block:0:9"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
    struct fault_list list = parsed(text[i][0]);
    char out[FAULT_TEXT];
    assert_int_equal(fault_print(&list.fault[0], out, sizeof out), strlen(text[i][1]));
    assert_string_equal(out, text[i][1]);
  }
}

static uint64_t some_time(struct rng *r) {
  static const uint64_t unit[] = {1, NS, US, MS, 1000 * MS};
  return unit[rng_below(r, 5)] * (1 + rng_below(r, rng_below(r, 2) ? 10 : 50000));
}

/* Every field that a kind uses, over its whole range. */
static struct fault some_fault(struct rng *r) {
  static const uint8_t restored[] = {FAULT_A, FAULT_B, FAULT_C, FAULT_LINK, FAULT_FIFO_BATTERY};
  static const uint8_t links[] = {FAULT_AB, FAULT_BA, FAULT_LINK};
  struct fault f = {.kind = (uint8_t)rng_below(r, FAULT_KINDS),
                    .event = (uint8_t)rng_below(r, FAULT_EVENTS)};
  if (f.event != FAULT_AT_TIME) f.number = rng_next(r) >> rng_below(r, 63) | 1;
  if (rng_below(r, 2)) f.delay_ps = some_time(r);
  if (f.kind >= FAULT_DISK_FAIL)
    f.disk = (uint32_t)rng_below(r, 64);
  else
    f.unit = (uint8_t)rng_below(r, 2);
  switch (f.kind) {
    case FAULT_PSU:
    case FAULT_PSU_HARD:
      f.unit = (uint8_t)rng_below(r, 3);
      break;
    case FAULT_BROWNOUT:
      f.value = 1 + (uint32_t)rng_below(r, 60000);
      if (rng_below(r, 2)) f.time_ps = some_time(r);
      break;
    case FAULT_FLAP:
      f.value = 1 + (uint32_t)rng_below(r, 1000000);
      f.time_ps = some_time(r);
      break;
    case FAULT_RAMP:
      f.time_ps = some_time(r);
      break;
    case FAULT_RESTORE:
      f.unit = restored[rng_below(r, 5)];
      break;
    case FAULT_LINK_CUT:
    case FAULT_LINK_RESTORE:
      f.unit = links[rng_below(r, 3)];
      break;
    case FAULT_BATTERY_LOW:
      f.value = (uint32_t)rng_below(r, 101);
      break;
    case FAULT_FLIP:
      f.memory = (uint8_t)rng_below(r, FAULT_MEMORIES);
      f.value = 1 + (uint32_t)rng_below(r, 2);
      break;
    case FAULT_MOVE:
      f.unit = 0;
      f.value = (uint32_t)rng_below(r, TWK_VOLUMES);
      break;
    case FAULT_DISK_SLOW:
      f.value = 1 + (uint32_t)rng_below(r, 1000000);
      break;
    case FAULT_DISK_ERRORS:
      f.value = (uint32_t)rng_below(r, 1001);
      break;
    case FAULT_BAD_BLOCK:
      f.lba = rng_below(r, UINT64_C(1) << 40);
      f.blocks = 1 + (uint32_t)rng_below(r, rng_below(r, 2) ? 1 : 1 << 20);
      break;
    default:
      break;
  }
  return f;
}

static void what_is_printed_is_read_back(void **state) {
  (void)state;
  struct rng r;
  rng_seed(&r, 41);
  for (unsigned n = 0; n < 20000; n++) {
    struct fault f = some_fault(&r);
    char text[FAULT_TEXT];
    assert_in_range(fault_print(&f, text, sizeof text), 1, sizeof text - 1);
    struct fault_list list = parsed(text);
    if (memcmp(&list.fault[0], &f, sizeof f)) fail_msg("'%s' is read as something else", text);
  }
}

/* Good texts, mutated: read or refused, in one line, never more than that. */
static void mutated_texts_do_no_harm(void **state) {
  (void)state;
  struct rng r;
  unsigned good = 0, refused = 0;
  rng_seed(&r, 42);
  for (unsigned n = 0; n < 60000; n++) {
    struct fault f = some_fault(&r);
    char text[FAULT_TEXT], again[FAULT_TEXT], err[400] = "";
    fault_print(&f, text, sizeof text);
    for (uint64_t m = rng_below(&r, 4); m > 0 && text[0] != '\0'; m--) {
      size_t at = rng_below(&r, strlen(text));
      unsigned how = (unsigned)rng_below(&r, 4);
      if (how == 0) text[at] = (char)(1 + rng_below(&r, 255));
      if (how == 1) text[at] = "0123456789:@+,ABCmVus"[rng_below(&r, 21)];
      if (how == 2) memmove(text + at, text + at + 1, strlen(text + at));
      if (how == 3) text[at] = '\0';
    }
    /* An exact copy on the heap, so that reading beyond its end is seen. */
    char *copy = strdup(text);
    assert_non_null(copy);
    struct fault_list list = {.count = 0};
    if (fault_parse(copy, &list, err, sizeof err) == 0) {
      good++;
      for (unsigned i = 0; i < list.count; i++) {
        fault_print(&list.fault[i], again, sizeof again);
        struct fault_list reread = parsed(again);
        assert_memory_equal(&reread.fault[0], &list.fault[i], sizeof f);
      }
    } else {
      refused++;
      assert_int_equal(list.count, 0);
      for (const char *c = err; *c != '\0'; c++) assert_in_range(*c, ' ', '~');
    }
    free(copy);
  }
  assert_true(good > 10000 && refused > 10000);
}

/* ---- contradictions */

static const struct fault_world usual = {.topology = TWK_TOPOLOGY_PEER,
                                         .mode = TWK_MODE_EARLY,
                                         .managed = true,
                                         .nominal_mv = 3300,
                                         .battery_us = 1000};

static void accept(const struct fault_world *w, const char *text) {
  struct fault_list list = parsed(text);
  char err[400] = "";
  if (fault_check(&list, w, err, sizeof err)) fail_msg("%s", err);
}

static void refuse(const struct fault_world *w, const char *text, const char *want) {
  struct fault_list list = parsed(text);
  char err[400] = "";
  if (fault_check(&list, w, err, sizeof err) == 0) fail_msg("'%s' passed", text);
  if (strncmp(err, want, strlen(want))) fail_msg("\"%s\" is not \"%s\"", err, want);
  assert_non_null(strstr(err, "expected "));
}

static void units_and_batteries_must_be_there(void **state) {
  (void)state;
  for (unsigned t = TWK_TOPOLOGY_PEER; t <= TWK_TOPOLOGY_OWN; t++) {
    struct fault_world w = usual;
    w.topology = t;
    accept(&w, "psu:A@1us,restore:A@2us,psu-hard:B,link-cut,flip:fifo:2");
    if (t == TWK_TOPOLOGY_THIRD)
      accept(&w, "psu:C@1us,restore:C@2us");
    else
      refuse(&w, "psu:C@1us", "fault 'psu:C@1us': topology ");
    if (t == TWK_TOPOLOGY_BATTERY)
      accept(&w, "battery-low:A:10,battery-missing:B,restore:fifo-battery@1us");
    else
      refuse(&w, "battery-low:A", "fault 'battery-low:A': topology ");
  }
  struct fault_world flat = usual;
  flat.topology = TWK_TOPOLOGY_BATTERY;
  flat.battery_us = 0;
  refuse(&flat, "battery-low:A", "fault 'battery-low:A': the batteries have no capacity");
  refuse(&usual, "flap:C:1:1us", "fault 'flap:C:1:1us': topology peer has no third power unit");
  refuse(&usual, "battery-ok:A", "fault 'battery-ok:A': topology peer has no batteries");
}

static void memories_and_frames_must_be_used(void **state) {
  (void)state;
  for (unsigned m = TWK_MODE_THROUGH; m <= TWK_MODE_LOCAL; m++) {
    struct fault_world w = usual;
    w.mode = m;
    refuse(&w, "flip:fifo:1", "fault 'flip:fifo:1': nothing is mirrored");
    refuse(&w, "flip:mirror:1", "fault 'flip:mirror:1': nothing is mirrored");
    refuse(&w, "hang:A@frame:1", "fault 'hang:A@frame:1': no frame");
    accept(&w, "flip:cache:1,hang:A@ack:1");
  }
  struct fault_world sync = usual;
  sync.mode = TWK_MODE_SYNC;
  accept(&sync, "flip:fifo:1@frame:3");
}

static void figures_must_fit(void **state) {
  (void)state;
  struct fault_world w = usual;
  accept(&w, "brownout:A:3300mV");
  refuse(&w, "brownout:A:3301mV", "fault 'brownout:A:3301mV': above the nominal voltage");
  accept(&w, "hang:A@10ms");
  w.run_ps = 10 * MS;
  refuse(&w, "hang:A@10ms", "fault 'hang:A@10ms': after the end of the run");
  accept(&w, "hang:A@9999us,flip:fifo:1@ack:1+20ms");
}

/* Chunks of 8 over pairs 0,1 and 2,3: 8 and 15 are on the second. */
static void disks_and_their_blocks_must_be_there(void **state) {
  (void)state;
  struct disk_config disk;
  struct fault_world w = usual;
  disk_defaults(&disk);
  disk.blocks = 1000;
  disk.raid = DISK_MIRROR;
  refuse(&w, "disk-fail:0", "fault 'disk-fail:0': there are 0 disks, expected");
  w.disk = &disk;
  accept(&w, "disk-fail:0,disk-slow:1:5,disk-errors:2:7,disk-replace:3");
  accept(&w, "bad-block:2:8,bad-block:3:15,bad-block:1:999,bad-block:2:8:4000");
  refuse(&w, "disk-slow:4:2", "fault 'disk-slow:4:2': there are 4 disks, expected a number below");
  refuse(&w, "bad-block:0:1000", "fault 'bad-block:0:1000': beyond the end of the disks");
  refuse(&w, "bad-block:1:8", "fault 'bad-block:1:8': the block is not on that disk, expected 2");
  disk.raid = DISK_STRIPE;
  accept(&w, "bad-block:1:8");
  refuse(&w, "bad-block:3:8", "fault 'bad-block:3:8': the block is not on that disk, expected 1");
}

static void a_disk_fails_again_only_when_replaced(void **state) {
  (void)state;
  struct disk_config disk;
  struct fault_world w = usual;
  disk_defaults(&disk);
  w.disk = &disk;
  accept(&w, "disk-fail:0,disk-fail:1,disk-replace:0@1us,disk-fail:0@2us");
  accept(&w, "disk-slow:0:5,disk-slow:0:1@1us,bad-block:0:0,bad-block:0:1,disk-replace:2");
  refuse(&w, "disk-fail:0,disk-fail:0@1us", "fault 'disk-fail:0@1us': twice");
  refuse(&w, "disk-fail:0,disk-replace:1@1us,disk-fail:0@2us", "fault 'disk-fail:0@2us': twice");
}

static void a_return_needs_a_fault(void **state) {
  static const char *const good[] = {"psu:A@1us,restore:A@2us",
                                     "psu-hard:A@1us,ramp:A@2us",
                                     "brownout:A:1mV@1us,restore:A@2us",
                                     "psu:A,restore:A",
                                     "restore:A@takeover,psu:A",
                                     "restore:A@ack:7,psu:A@1us",
                                     "link-cut,link-restore:ab@1us,link-restore:ba@2us",
                                     "link-cut:ab,restore:link@1us",
                                     "link-cut:ab@ack:1,link-restore@ack:1",
                                     "reset:A"};
  static const char *const bad[][2] = {
      {"restore:A", "fault 'restore:A': nothing of it has failed before"},
      {"restore:A,psu:A", "fault 'restore:A': nothing"},
      {"psu:B,restore:A", "fault 'restore:A': nothing"},
      {"psu:A@2us,restore:A@1us", "fault 'restore:A@1us': nothing"},
      {"psu:A@ack:2,restore:A@ack:1", "fault 'restore:A@ack:1': nothing"},
      {"hang:A,restore:A@1us", "fault 'restore:A@1us': nothing"},
      {"link-cut:ab,link-restore:ba@1us", "fault 'link-restore:ba@1us': nothing"},
      {"restore:link", "fault 'restore:link': nothing"},
      {"psu:A,restore:link@1us", "fault 'restore:link@1us': nothing"},
      {"ramp:B:1us", "fault 'ramp:B:1us': nothing"},
  };
  struct fault_world battery = usual;
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) accept(&usual, good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) refuse(&usual, bad[i][0], bad[i][1]);
  battery.topology = TWK_TOPOLOGY_BATTERY;
  accept(&battery, "battery-failed:A,battery-ok:A@1us");
  accept(&battery, "battery-low:B,restore:fifo-battery@1us");
  refuse(&battery, "battery-failed:A,battery-ok:B@1us", "fault 'battery-ok:B@1us': nothing");
  refuse(&battery, "battery-failed:A,restore:A@1us", "fault 'restore:A@1us': nothing");
  refuse(&battery, "psu:A,restore:fifo-battery@1us", "fault 'restore:fifo-battery@1us': nothing");
}

static void lasting_faults_come_once(void **state) {
  static const char *const good[] = {"hang:A,hang:B",
                                     "hang:A@1us,reset:A@2us,hang:A@3us",
                                     "psu:A,restore:A@1us,psu:A@2us",
                                     "psu:A,psu-hard:A@1us",
                                     "brownout:A:2000mV:1us,brownout:A:2000mV:1us@9us",
                                     "link-cut:ab,link-cut:ba",
                                     "link-cut,link-restore@1us,link-cut:ab@2us",
                                     "flap:A:1:1us,flap:A:1:1us",
                                     "hang:A@ack:5,hang:A@ack:9,reset:A@ack:7",
                                     "hang:A@1us,hang:A@ack:9,reset:A@2us"};
  static const char *const bad[][2] = {
      {"hang:A,hang:A@1us", "fault 'hang:A@1us': twice"},
      {"hang:A@2us,hang:A@1us", "fault 'hang:A@2us': twice"},
      {"hang:A@1us,hang:A@2us,reset:A@3us", "fault 'hang:A@2us': twice"},
      {"hang:A@1us,hang:A@ack:3", "fault 'hang:A@1us': twice"},
      {"psu:A,psu:A", "fault 'psu:A': twice"},
      {"brownout:A:2000mV,brownout:A:2500mV@1us", "fault 'brownout:A:2500mV@1us': twice"},
      {"link-cut,link-cut:ab@1us", "fault 'link-cut:ab@1us': twice"},
      {"link-cut:ab,link-cut@1us", "fault 'link-cut@1us': twice"},
      {"psu:A@1us,psu:A@3us,restore:B@2us,psu:B", "fault 'psu:A@3us': twice"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) accept(&usual, good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) refuse(&usual, bad[i][0], bad[i][1]);
}

static void events_must_have_a_cause(void **state) {
  (void)state;
  struct fault_world alone = usual;
  accept(&usual, "psu:A@1us,hang:B@takeover");
  accept(&usual, "hang:A,restore:A@takeover+1us,psu:A@1us");
  accept(&usual, "psu:A,restore:A@1us,flip:fifo:1@join");
  accept(&usual, "reset:B,flip:fifo:1@join");
  refuse(&usual, "hang:B@takeover", "fault 'hang:B@takeover': nothing causes a takeover");
  refuse(&usual, "link-cut,hang:B@takeover", "fault 'hang:B@takeover': nothing causes");
  refuse(&usual, "psu:A,flip:fifo:1@join", "fault 'flip:fifo:1@join': nothing causes a join");
  alone.topology = TWK_TOPOLOGY_THIRD;
  refuse(&alone, "psu:C,hang:B@takeover", "fault 'hang:B@takeover': nothing causes");
  alone.managed = false;
  refuse(&alone, "psu:A,hang:B@takeover", "fault 'hang:B@takeover': no controller takes over");
}

/* ---- schedule */

/* What is due from `from` to `to` in steps, as "TEXT at TIME" lines, one after another. */
struct run {
  struct fault_schedule schedule;
  struct fault_counts counts;
  uint64_t at_ps[200];
  struct fault fault[200];
  unsigned count;
};

static void begin(struct run *r, const char *text, uint64_t start_ps) {
  struct fault_list list = parsed(text);
  memset(r, 0, sizeof *r);
  fault_schedule_init(&r->schedule, &list, start_ps);
}

static void now(struct run *r, uint64_t ps) {
  struct fault f;
  bool pending = fault_pending(&r->schedule, ps);
  while (fault_due(&r->schedule, ps, &r->counts, &f)) {
    assert_true(pending);
    assert_true(f.event == FAULT_AT_TIME && f.number == 0 && f.delay_ps == 0 && f.time_ps == 0);
    r->at_ps[r->count] = ps;
    r->fault[r->count++] = f;
  }
}

static void came(const struct run *r, unsigned i, uint64_t ps, enum fault_kind kind,
                 enum fault_unit unit, unsigned value) {
  assert_true(i < r->count);
  assert_int_equal(r->at_ps[i], ps);
  assert_int_equal(r->fault[i].kind, kind);
  assert_int_equal(r->fault[i].unit, unit);
  assert_int_equal(r->fault[i].value, value);
}

static void times_count_from_the_start(void **state) {
  struct run r;
  (void)state;
  begin(&r, "hang:B@20ns,hang:A,reset:A@10ns,link-cut@20ns", 500);
  assert_int_equal(r.schedule.next_ps, 500);
  for (uint64_t ps = 0; ps < 40 * NS; ps += 100) now(&r, ps);
  assert_int_equal(r.count, 4);
  came(&r, 0, 500, FAULT_HANG, FAULT_A, 0);
  came(&r, 1, 10500, FAULT_RESET, FAULT_A, 0);
  came(&r, 2, 20500, FAULT_HANG, FAULT_B, 0);
  came(&r, 3, 20500, FAULT_LINK_CUT, FAULT_LINK, 0);
  assert_int_equal(r.schedule.open, 0);
  assert_false(fault_pending(&r.schedule, UINT64_MAX - 1));
}

static void late_calls_give_everything_by_its_time(void **state) {
  struct run r;
  (void)state;
  begin(&r, "hang:B@20ns,reset:A@10ns,hang:A@10ns", 0);
  now(&r, 9 * NS);
  assert_int_equal(r.count, 0);
  now(&r, MS);
  came(&r, 0, MS, FAULT_RESET, FAULT_A, 0);
  came(&r, 1, MS, FAULT_HANG, FAULT_A, 0);
  came(&r, 2, MS, FAULT_HANG, FAULT_B, 0);
}

static void events_start_the_clock(void **state) {
  static const char *const text[] = {"hang:A@ack:3", "hang:A@frame:3", "hang:A@cycle:3",
                                     "hang:A@takeover:3", "hang:A@join:3"};
  struct run r;
  (void)state;
  for (unsigned e = FAULT_AT_ACK; e < FAULT_EVENTS; e++) {
    begin(&r, text[e - FAULT_AT_ACK], 0);
    for (unsigned other = 0; other < FAULT_EVENTS; other++)
      r.counts.count[other] = other == e ? 2 : 1000;
    now(&r, 100);
    assert_int_equal(r.count, 0);
    r.counts.count[e] = 3;
    now(&r, 200);
    assert_int_equal(r.count, 1);
    came(&r, 0, 200, FAULT_HANG, FAULT_A, 0);
    now(&r, 300);
    assert_int_equal(r.count, 1);
  }
}

static void delays_run_from_the_event(void **state) {
  struct run r;
  (void)state;
  begin(&r, "psu:A@ack:1+10ns,restore:A@takeover+2ns", 0);
  now(&r, 100 * NS);
  r.counts.count[FAULT_AT_ACK] = 2; /* two at once: it was reached all the same */
  now(&r, 101 * NS);
  assert_int_equal(r.schedule.next_ps, 111 * NS);
  now(&r, 111 * NS - 1);
  assert_int_equal(r.count, 0);
  now(&r, 111 * NS);
  came(&r, 0, 111 * NS, FAULT_PSU, FAULT_A, 0);
  assert_int_equal(r.schedule.open, 1);
  r.counts.count[FAULT_AT_TAKEOVER] = 1;
  now(&r, 200 * NS);
  now(&r, 202 * NS);
  came(&r, 1, 202 * NS, FAULT_RESTORE, FAULT_A, 0);
  assert_int_equal(r.count, 2);
}

static void brownouts_end_by_themselves_if_told_when(void **state) {
  struct run r;
  (void)state;
  begin(&r, "brownout:B:2700mV:30ns@5ns,brownout:A:2000mV@6ns", 0);
  for (uint64_t ps = 0; ps < MS; ps += NS) now(&r, ps);
  assert_int_equal(r.count, 3);
  came(&r, 0, 5 * NS, FAULT_BROWNOUT, FAULT_B, 2700);
  came(&r, 1, 6 * NS, FAULT_BROWNOUT, FAULT_A, 2000);
  came(&r, 2, 35 * NS, FAULT_RESTORE, FAULT_B, 0);
}

static void one_more_counts_from_when_it_is_added(void **state) {
  struct run r;
  struct fault f = {.kind = FAULT_BROWNOUT, .unit = FAULT_B, .value = 2700, .time_ps = 30 * NS};
  (void)state;
  begin(&r, "hang:A@5ns", 0);
  now(&r, 50 * NS);
  assert_true(fault_schedule_add(&r.schedule, &f, 50 * NS));
  assert_int_equal(r.schedule.open, 1);
  now(&r, 50 * NS);
  now(&r, 80 * NS - 1);
  assert_int_equal(r.count, 2);
  now(&r, 80 * NS);
  came(&r, 1, 50 * NS, FAULT_BROWNOUT, FAULT_B, 2700);
  came(&r, 2, 80 * NS, FAULT_RESTORE, FAULT_B, 0);
  assert_int_equal(r.schedule.open, 0);
  while (r.schedule.list.count < FAULT_MAX)
    assert_true(fault_schedule_add(&r.schedule, &f, 90 * NS));
  assert_int_equal(r.schedule.open, FAULT_MAX - 2);
  /* The hang and the first brownout are over: their places are taken, and no others. */
  assert_true(fault_schedule_add(&r.schedule, &f, 90 * NS));
  assert_true(fault_schedule_add(&r.schedule, &f, 90 * NS));
  assert_false(fault_schedule_add(&r.schedule, &f, 90 * NS));
  assert_int_equal(r.schedule.open, FAULT_MAX);
  assert_int_equal(r.schedule.list.count, FAULT_MAX);
}

static void flaps_are_failures_and_returns(void **state) {
  struct run r;
  (void)state;
  begin(&r, "flap:C:3:10ns@1ns", 0);
  for (uint64_t ps = 0; ps < 100 * NS; ps += NS) now(&r, ps);
  assert_int_equal(r.count, 6);
  for (unsigned i = 0; i < 6; i++)
    came(&r, i, (1 + 5 * i) * NS, i % 2 == 0 ? FAULT_PSU : FAULT_RESTORE, FAULT_C, 0);
  begin(&r, "flap:A:2:5ps", 0); /* an odd period stays what it is: 2 + 3 */
  for (uint64_t ps = 0; ps < 20; ps++) now(&r, ps);
  came(&r, 1, 2, FAULT_RESTORE, FAULT_A, 0);
  came(&r, 2, 5, FAULT_PSU, FAULT_A, 0);
  came(&r, 3, 7, FAULT_RESTORE, FAULT_A, 0);
  assert_int_equal(r.schedule.open, 0);
}

static void ramps_rise_evenly_and_end_restored(void **state) {
  struct run r;
  (void)state;
  begin(&r, "ramp:A:640ns@1us", 0);
  for (uint64_t ps = 0; ps < 2 * US; ps += NS) now(&r, ps);
  assert_int_equal(r.count, 65);
  for (unsigned i = 0; i < 64; i++)
    came(&r, i, US + 10 * i * NS, FAULT_RAMP, FAULT_A, (i + 1) * 1000 / 65);
  came(&r, 64, US + 640 * NS, FAULT_RESTORE, FAULT_A, 0);
}

/* A copy of the bytes goes on as the original does. */
static void a_copy_is_a_snapshot(void **state) {
  struct run a, b;
  (void)state;
  begin(&a, "flap:A:4:7ns,hang:B@ack:2+3ns,ramp:A:64ns@20ns", 0);
  for (uint64_t ps = 0; ps < 9 * NS; ps += NS) now(&a, ps);
  memcpy(&b, &a, sizeof a);
  a.counts.count[FAULT_AT_ACK] = b.counts.count[FAULT_AT_ACK] = 2;
  for (uint64_t ps = 9 * NS; ps < 200 * NS; ps += NS) now(&a, ps);
  for (uint64_t ps = 9 * NS; ps < 200 * NS; ps += NS) now(&b, ps);
  assert_int_equal(a.count, 8 + 1 + 65);
  assert_memory_equal(&a, &b, sizeof a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_is_read),
      cmocka_unit_test(lists_are_read_and_appended_to),
      cmocka_unit_test(bad_faults_are_named_in_one_line),
      cmocka_unit_test(printing_is_the_shortest_text),
      cmocka_unit_test(what_is_printed_is_read_back),
      cmocka_unit_test(mutated_texts_do_no_harm),
      cmocka_unit_test(units_and_batteries_must_be_there),
      cmocka_unit_test(memories_and_frames_must_be_used),
      cmocka_unit_test(figures_must_fit),
      cmocka_unit_test(disks_and_their_blocks_must_be_there),
      cmocka_unit_test(a_disk_fails_again_only_when_replaced),
      cmocka_unit_test(a_return_needs_a_fault),
      cmocka_unit_test(lasting_faults_come_once),
      cmocka_unit_test(events_must_have_a_cause),
      cmocka_unit_test(times_count_from_the_start),
      cmocka_unit_test(late_calls_give_everything_by_its_time),
      cmocka_unit_test(events_start_the_clock),
      cmocka_unit_test(delays_run_from_the_event),
      cmocka_unit_test(brownouts_end_by_themselves_if_told_when),
      cmocka_unit_test(one_more_counts_from_when_it_is_added),
      cmocka_unit_test(flaps_are_failures_and_returns),
      cmocka_unit_test(ramps_rise_evenly_and_end_restored),
      cmocka_unit_test(a_copy_is_a_snapshot),
  };
  return cmocka_run_group_tests_name("test_fault", tests, NULL, NULL);
}
