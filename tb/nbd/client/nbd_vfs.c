/* SPDX-License-Identifier: Apache-2.0 */
#include "nbd_vfs.h"

#include <libnbd.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define HEADER_BYTES 512
#define MAGIC UINT64_C(0x656c6966) /* "file" */

struct header {
  uint64_t magic, size; /* magic 0: no file */
  uint8_t rest[HEADER_BYTES - 16];
};

/* A file of ours: sqlite3_file must come first. */
struct file {
  sqlite3_file base;
  struct device *device;
};

static struct device {
  struct nbd_handle *nbd;
  uint64_t room;
  struct header header; /* as on the export */
} devices[2];           /* database, journal: a VFS has no other place for them */

/* ---- the header */

static int load(struct device *d) {
  if (nbd_pread(d->nbd, &d->header, sizeof d->header, 0, 0) == 0) return SQLITE_OK;
  fprintf(stderr, "%s\n", nbd_get_error());
  return SQLITE_IOERR;
}

static int store(struct device *d, uint64_t magic, uint64_t size, uint32_t flags) {
  d->header.magic = magic;
  d->header.size = size;
  if (nbd_pwrite(d->nbd, &d->header, sizeof d->header, 0, flags) == 0) return SQLITE_OK;
  fprintf(stderr, "%s\n", nbd_get_error());
  return SQLITE_IOERR_WRITE;
}

/* ---- a file */

static struct device *device_of(sqlite3_file *f) {
  return ((struct file *)(void *)f)->device;
}

static int file_close(sqlite3_file *f) {
  (void)f;
  return SQLITE_OK;
}

static int file_read(sqlite3_file *f, void *to, int count, sqlite3_int64 offset) {
  struct device *d = device_of(f);
  int64_t have = (int64_t)d->header.size - offset;
  if (have > count) have = count;
  if (have < 0) have = 0;
  memset((uint8_t *)to + have, 0, (size_t)(count - have));
  if (have && nbd_pread(d->nbd, to, (size_t)have, (uint64_t)offset + HEADER_BYTES, 0))
    return SQLITE_IOERR_READ;
  return have == count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *f, const void *from, int count, sqlite3_int64 offset) {
  struct device *d = device_of(f);
  uint64_t end = (uint64_t)offset + (uint64_t)count;
  if (end + HEADER_BYTES > d->room) return SQLITE_FULL;
  if (nbd_pwrite(d->nbd, from, (size_t)count, (uint64_t)offset + HEADER_BYTES, 0))
    return SQLITE_IOERR_WRITE;
  return end > d->header.size ? store(d, MAGIC, end, 0) : SQLITE_OK;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  return store(device_of(f), MAGIC, (uint64_t)size, 0);
}

static int file_sync(sqlite3_file *f, int flags) {
  (void)flags;
  return nbd_flush(device_of(f)->nbd, 0) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
  *size = (sqlite3_int64)device_of(f)->header.size;
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *f, int kind) {
  (void)f;
  (void)kind;
  return SQLITE_OK;
}

static int file_reserved(sqlite3_file *f, int *held) {
  (void)f;
  *held = 0;
  return SQLITE_OK;
}

static int file_control(sqlite3_file *f, int op, void *arg) {
  (void)f;
  (void)op;
  (void)arg;
  return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *f) {
  (void)f;
  return HEADER_BYTES;
}

static int file_traits(sqlite3_file *f) {
  (void)f;
  return 0;
}

static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = file_close,
                                           .xRead = file_read,
                                           .xWrite = file_write,
                                           .xTruncate = file_truncate,
                                           .xSync = file_sync,
                                           .xFileSize = file_size,
                                           .xLock = file_lock,
                                           .xUnlock = file_lock,
                                           .xCheckReservedLock = file_reserved,
                                           .xFileControl = file_control,
                                           .xSectorSize = file_sector,
                                           .xDeviceCharacteristics = file_traits};

/* ---- the VFS */

static struct device *device_named(const char *name) {
  size_t length = strlen(name);
  bool journal = length > 8 && strcmp(name + length - 8, "-journal") == 0;
  return &devices[journal];
}

static int vfs_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out) {
  (void)v;
  f->pMethods = NULL;
  if (name == NULL || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL)))
    return SQLITE_CANTOPEN;
  struct device *d = device_named(name);
  int error = load(d);
  if (error == SQLITE_OK && d->header.magic != MAGIC) error = store(d, MAGIC, 0, 0);
  if (error != SQLITE_OK) return error;
  ((struct file *)(void *)f)->device = d;
  f->pMethods = &methods;
  if (out != NULL) *out = flags;
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync) {
  (void)v;
  return store(device_named(name), 0, 0, sync ? LIBNBD_CMD_FLAG_FUA : 0);
}

static int vfs_access(sqlite3_vfs *v, const char *name, int flags, int *out) {
  size_t length = strlen(name);
  (void)v;
  (void)flags;
  *out = 0;
  if (length > 4 && strcmp(name + length - 4, "-wal") == 0) return SQLITE_OK;
  int error = load(device_named(name));
  *out = error == SQLITE_OK && device_named(name)->header.magic == MAGIC;
  return error;
}

static int vfs_path(sqlite3_vfs *v, const char *name, int size, char *out) {
  (void)v;
  snprintf(out, (size_t)size, "%s", name);
  return SQLITE_OK;
}

static int connect_to(struct device *d, const char *uri) {
  d->nbd = nbd_create();
  if (d->nbd == NULL || nbd_connect_uri(d->nbd, uri)) {
    fprintf(stderr, "%s: %s\n", uri, nbd_get_error());
    return -1;
  }
  d->room = (uint64_t)nbd_get_size(d->nbd);
  return 0;
}

int nbd_vfs_start(const char *database_uri, const char *journal_uri) {
  static sqlite3_vfs vfs;
  const sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
  vfs = (sqlite3_vfs){.iVersion = 1,
                      .szOsFile = sizeof(struct file),
                      .mxPathname = 64,
                      .zName = "nbd",
                      .xOpen = vfs_open,
                      .xDelete = vfs_delete,
                      .xAccess = vfs_access,
                      .xFullPathname = vfs_path,
                      .xRandomness = usual->xRandomness,
                      .xSleep = usual->xSleep,
                      .xCurrentTime = usual->xCurrentTime};
  if (connect_to(&devices[0], database_uri) || connect_to(&devices[1], journal_uri)) return -1;
  return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? 0 : -1;
}

void nbd_vfs_end(void) {
  for (int i = 0; i < 2; i++) nbd_close(devices[i].nbd);
}
