/* SPDX-License-Identifier: Apache-2.0 */
/* fake_checks.h: what fake_hw demands of each command the controller pushes. */
#ifndef TWINACK_FAKE_CHECKS_H
#define TWINACK_FAKE_CHECKS_H

#include "fake_hw.h"

void fake_check_free(struct fake *f, const struct record *r);
void fake_check_clean(struct fake *f, const struct record *r);
void fake_check_host(struct fake *f, const struct record *r);
void fake_check_disk(struct fake *f, const struct record *r);

/* What was acknowledged last for lba is on disk, in the FIFO or in the mirror (early, sync). */
void fake_check_protected(const struct fake *f, uint64_t lba);

#endif
