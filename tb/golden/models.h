/* SPDX-License-Identifier: Apache-2.0 */
/* models.h: every model, for the generator; each is golden_MODULE of model_MODULE.c. */
#ifndef TWINACK_GOLDEN_MODELS_H
#define TWINACK_GOLDEN_MODELS_H

#define GOLDEN_MODELS(M) M(sync_fifo)

#endif
