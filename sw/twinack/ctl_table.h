/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ctl_table.h: the status of a running array on one screen.
 */
#ifndef TWINACK_CTL_TABLE_H
#define TWINACK_CTL_TABLE_H

#include <jansson.h>
#include <stdio.h>

/* What sw/nbd/status.h describes; what is missing shows as 0 or "-". */
void ctl_table(const json_t *status, FILE *out);

#endif
