/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_config.h: what disk.c needs of disk_config.c.
 */
#ifndef TWINACK_DISK_CONFIG_H
#define TWINACK_DISK_CONFIG_H

#include "disk.h"

/* True if every figure of the kind in use is in range; else one line in err. */
bool disk_config_check(const struct disk_config *cfg, char *err, size_t err_size);

/* transfer_mbs, or the usual rate of the kind where that is 0. */
double disk_config_transfer_mbs(const struct disk_config *cfg);

#endif
