# SPDX-License-Identifier: Apache-2.0
# Programs that count coverage, included by the top Makefile; scripts/coverage runs them.
#
# build/coverage/rtl/    module tests, their Verilated modules counting
# build/coverage/tb/     C tests: C counted by gcov, on the model that counts
# build/coverage/bin/    twinack, twinack-wave, twinack-crash, twinack-crash-wave, C counted by
#                        gcov, on models that do not count: scripts that run them reach nothing
#                        of the plan that the C tests do not; strike, which counts strikes
# QUICK=1 builds and runs the module tests and COVER_QUICK alone.
COVER       := $(BUILD)/coverage
COVER_QUICK := system/test_ack_modes system/test_flush
COVER_TESTS := $(if $(QUICK),$(COVER_QUICK),$(TEST_C:tb/%.c=%))
COVER_BIN   := $(COVER_TESTS:%=$(COVER)/tb/%)
COVER_RTL   := $(RTL_TEST_BIN:$(RTLT_OUT)/%=$(COVER)/rtl/%)
COVER_NAMES := -wave -crash -crash-wave
COVER_CLI   := $(if $(QUICK),,$(addprefix $(COVER)/bin/twinack,$(COVER_NAMES)) \
                 $(addprefix $(COVER)/bin/,twinack strike))

# gcov counts what the optimiser leaves: little, that lines stay lines.
COVER_C := -O1 --coverage
$(BUILD)/gcov/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(COVER_C) -c $< -o $@
$(BUILD)/gcov-crash/%.o: SLOTS := $(CRASH_SLOTS)
$(BUILD)/gcov-crash/%.o: FIFO_DEPTH := $(CRASH_FIFO)
$(BUILD)/gcov-crash/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(CRASH_DEFS) $(COVER_C) -c $< -o $@
.PRECIOUS: $(BUILD)/gcov/%.o $(BUILD)/gcov-crash/%.o

$(eval $(call TEST_LIB,gcov,cov))
$(foreach d,$(TEST_DIRS),$(eval $(call TEST_DIR,$(d),gcov,cov,$(COVER)/tb,--coverage)))

# Workers of the explorer end by _exit(), and would leave no counts.
COVER_EXIT := -Wl,--wrap=_exit
# $(1): what follows twinack in the name; $(2): folder of the objects; $(3): build of the model.
define COVER_PROGRAM
$(COVER)/bin/twinack$(1): $(patsubst %.c,$(BUILD)/$(2)/%.o,$(CLI_C) $(LIB_C)) \
                          $(BUILD)/obj/tb/coverplan/gcov_exit.o $(BUILD)/$(3)/model.o \
                          $(BUILD)/$(3)/vl/model.a
	@mkdir -p $$(@D)
	@echo "  LINK     $$@"
	@$$(CXX) --coverage $(COVER_EXIT) -o $$@ $$^ $$(LIBS) -pthread
endef
$(eval $(call COVER_PROGRAM,,gcov,fast))
$(eval $(call COVER_PROGRAM,-wave,gcov,wave))
$(eval $(call COVER_PROGRAM,-crash,gcov-crash,crash))
$(eval $(call COVER_PROGRAM,-crash-wave,gcov-crash,crash-wave))
STRIKE_O := $(patsubst %.c,$(BUILD)/crash-obj/%.o,$(LIB_C) $(wildcard tb/coverplan/strike*.c))
$(COVER)/bin/strike: $(STRIKE_O) $(BUILD)/crash/model.o $(BUILD)/crash/vl/model.a
	@mkdir -p $(@D)
	@echo "  LINK     $@"
	@$(CXX) -o $@ $^ $(LIBS) -pthread

.PHONY: coverage-rtl
coverage-rtl: $(BUILD)/gen/twk_pkg.sv $(BUILD)/gen/twk_layout.h
	@+$(MAKE) --no-print-directory RTLT_COVERAGE=1 RTLT_OUT=$(COVER)/rtl coverage-rtl-programs
.PHONY: coverage-rtl-programs
coverage-rtl-programs: $(RTL_TEST_BIN)
coverage-programs: coverage-rtl $(COVER_BIN) $(COVER_CLI) $(if $(QUICK),,nbd-programs)
coverage-run:
	@QUICK=$(QUICK) scripts/coverage $(COVER) $(COVER_RTL) $(COVER_BIN)
