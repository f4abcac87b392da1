/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sqlite_nbd.c: a database on two volumes of an array.
 *
 *   sqlite_nbd load URI-DB URI-JOURNAL LOG COUNT   adds COUNT transactions; appends the number of
 *                                                  each to LOG once it is committed
 *   sqlite_nbd check URI-DB URI-JOURNAL LOG        integrity_check; every transaction of LOG is
 *                                                  there, whole, and each but the last is in LOG
 *
 * Transaction n inserts n % 7 + 1 rows and updates one of an earlier transaction. What its rows
 * hold follows from n alone. Exit status: 0; 1 something is wrong, said on stderr; 2 bad usage.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nbd_vfs.h"
#include "rng.h"

#define PAYLOAD 700

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK) return s;
  fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
  exit(1);
}

static void run(sqlite3 *db, const char *sql) {
  char *why = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK) return;
  fprintf(stderr, "%s: %s\n", sql, why);
  exit(1);
}

static int64_t number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = prepare(db, sql);
  if (sqlite3_step(s) != SQLITE_ROW) {
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
    exit(1);
  }
  int64_t n = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return n;
}

static unsigned rows_of(int64_t n) {
  return (unsigned)(n % 7) + 1;
}

static void payload(int64_t n, unsigned row, uint8_t out[PAYLOAD]) {
  struct rng r;
  rng_seed(&r, (uint64_t)n * 8 + row);
  for (unsigned i = 0; i < PAYLOAD; i++) out[i] = (uint8_t)rng_next(&r);
}

static void step(sqlite3 *db, sqlite3_stmt *s) {
  if (sqlite3_step(s) != SQLITE_DONE) {
    fprintf(stderr, "%s: %s\n", sqlite3_sql(s), sqlite3_errmsg(db));
    exit(1);
  }
  sqlite3_reset(s);
}

static void transact(sqlite3 *db, sqlite3_stmt *insert, sqlite3_stmt *update, int64_t n) {
  uint8_t bytes[PAYLOAD];
  run(db, "BEGIN IMMEDIATE");
  for (unsigned row = 0; row < rows_of(n); row++) {
    payload(n, row, bytes);
    sqlite3_bind_int64(insert, 1, n);
    sqlite3_bind_int64(insert, 2, row);
    sqlite3_bind_blob(insert, 3, bytes, PAYLOAD, SQLITE_STATIC);
    step(db, insert);
  }
  sqlite3_bind_int64(update, 1, n);
  sqlite3_bind_int64(update, 2, n / 2);
  step(db, update);
  run(db, "COMMIT");
}

static void load(sqlite3 *db, const char *log, int64_t count) {
  FILE *f = fopen(log, "a");
  if (f == NULL) {
    perror(log);
    exit(1);
  }
  run(db,
      "CREATE TABLE IF NOT EXISTS t (n INTEGER, row INTEGER, touched INTEGER DEFAULT 0,"
      " bytes BLOB, PRIMARY KEY (n, row))");
  sqlite3_stmt *insert = prepare(db, "INSERT INTO t (n, row, bytes) VALUES (?, ?, ?)");
  sqlite3_stmt *update = prepare(db, "UPDATE t SET touched = ?1 WHERE n = ?2");
  int64_t first = number(db, "SELECT COALESCE(MAX(n), 0) + 1 FROM t");
  for (int64_t n = first; n < first + count; n++) {
    transact(db, insert, update, n);
    fprintf(f, "%" PRId64 "\n", n);
    fflush(f);
  }
  sqlite3_finalize(insert);
  sqlite3_finalize(update);
  fclose(f);
}

/* The highest number of the log, which has all below it. */
static int64_t logged(const char *log) {
  FILE *f = fopen(log, "r");
  int64_t n = 0, last = 0;
  while (f != NULL && fscanf(f, "%" SCNd64, &n) == 1) {
    /* A transaction may be committed and its client killed before it says so. */
    if (n != last + 1 && n != last + 2) {
      fprintf(stderr, "%s: %" PRId64 " after %" PRId64 "\n", log, n, last);
      exit(1);
    }
    last = n;
  }
  if (f != NULL) fclose(f);
  return last;
}

static bool row_is_right(sqlite3_stmt *s, int64_t last) {
  uint8_t bytes[PAYLOAD];
  int64_t n = sqlite3_column_int64(s, 0), touched = sqlite3_column_int64(s, 2);
  payload(n, (unsigned)sqlite3_column_int64(s, 1), bytes);
  /* 2n and 2n + 1 update it, and the later one stays. */
  int64_t expected = 2 * n + 1 <= last ? 2 * n + 1 : 2 * n <= last ? 2 * n : 0;
  return touched == expected && sqlite3_column_bytes(s, 3) == PAYLOAD &&
         memcmp(sqlite3_column_blob(s, 3), bytes, PAYLOAD) == 0;
}

static int check(sqlite3 *db, const char *log) {
  int64_t said = logged(log), last = number(db, "SELECT COALESCE(MAX(n), 0) FROM t"), expected = 0;
  int64_t rows = 0;
  if (last != said && last != said + 1) {
    fprintf(stderr, "the last transaction is %" PRId64 ", committed were %" PRId64 "\n", last,
            said);
    return 1;
  }
  sqlite3_stmt *s = prepare(db, "PRAGMA integrity_check");
  bool sound =
      sqlite3_step(s) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
  sqlite3_finalize(s);
  if (!sound) {
    fprintf(stderr, "integrity_check is not ok\n");
    return 1;
  }
  for (int64_t n = 1; n <= last; n++) expected += rows_of(n);
  for (s = prepare(db, "SELECT n, row, touched, bytes FROM t"); sqlite3_step(s) == SQLITE_ROW;
       rows++) {
    if (row_is_right(s, last)) continue;
    fprintf(stderr, "transaction %lld is not whole\n", sqlite3_column_int64(s, 0));
    return 1;
  }
  sqlite3_finalize(s);
  if (rows != expected) {
    fprintf(stderr, "%" PRId64 " rows, expected %" PRId64 "\n", rows, expected);
    return 1;
  }
  printf("%" PRId64 " transactions, %" PRId64 " rows, all there\n", last, rows);
  return 0;
}

int main(int argc, char **argv) {
  bool loads = argc == 6 && strcmp(argv[1], "load") == 0;
  sqlite3 *db = NULL;
  if (!loads && !(argc == 5 && strcmp(argv[1], "check") == 0)) {
    fprintf(stderr, "sqlite_nbd: load URI URI LOG COUNT, or check URI URI LOG\n");
    return 2;
  }
  if (nbd_vfs_start(argv[2], argv[3]) ||
      sqlite3_open_v2("db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "nbd") != SQLITE_OK) {
    fprintf(stderr, "sqlite_nbd: the database cannot be opened\n");
    return 1;
  }
  run(db, "PRAGMA synchronous = FULL");
  run(db, "PRAGMA cache_size = 50");
  int status = 0;
  if (loads) {
    load(db, argv[4], strtoll(argv[5], NULL, 10));
  } else {
    status = check(db, argv[4]);
  }
  sqlite3_close(db);
  nbd_vfs_end();
  return status;
}
