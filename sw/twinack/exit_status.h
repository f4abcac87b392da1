/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exit_status.h: what the program's exit status says.
 */
#ifndef TWINACK_EXIT_STATUS_H
#define TWINACK_EXIT_STATUS_H

enum {
  EXIT_WELL,
  EXIT_WRONG,    /* the simulation found something wrong */
  EXIT_BAD_INPUT /* nothing simulated, one line on stderr */
};

#endif
