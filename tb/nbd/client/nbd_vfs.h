/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbd_vfs.h: SQLite on network block devices: a VFS whose two files, the database and its rollback
 * journal, are the contents of two exports.
 *
 * An export's first block says whether the file exists and how long it is; data follow. xSync is a
 * flush of the protocol, and nothing else is relied on. One process at a time; no locking.
 */
#ifndef TWINACK_TB_NBD_VFS_H
#define TWINACK_TB_NBD_VFS_H

/* Registers the VFS "nbd" and connects. Open "db" with it. 0; or -1 with the reason on stderr. */
int nbd_vfs_start(const char *database_uri, const char *journal_uri);
void nbd_vfs_end(void);

#endif
