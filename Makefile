# SPDX-License-Identifier: Apache-2.0
# Twinack. `make` alone lists the targets; everything made goes to build/.

BUILD      := build
SLOTS      := 1024
FIFO_DEPTH := 4096

CC      := gcc
CXX     := g++
WARN    := -Wall -Wextra -Werror
OPT     := -O2
DEFS     = -D_GNU_SOURCE -DTWINACK_SLOTS=$(SLOTS) -DTWINACK_FIFO_DEPTH=$(FIFO_DEPTH)
INC     := -I$(BUILD)/gen -Isw/controller -Isw/traffic -Isw/twinack -Isw/nbd -Icsim
CFLAGS   = -std=c11 $(OPT) -g $(WARN) $(DEFS) $(INC)
LIBS    := -linih -ljansson -lm -lz
SAN     := -fsanitize=address,undefined -fno-sanitize-recover=all

RTL     := $(shell find rtl -name '*.sv')
RTL_INC := $(addprefix -Irtl/,common ecc crc cdc)
RTL_DEP := $(RTL) $(shell find rtl -name '*.svh' -o -name '*.vlt') $(BUILD)/gen/twk_pkg.sv

CTRL_C    := $(wildcard sw/controller/*.c)
TRAFFIC_C := $(wildcard sw/traffic/*.c)
CSIM_C    := $(wildcard csim/*.c)
CLI_C     := $(wildcard sw/twinack/*.c)
NBD_C     := $(wildcard sw/nbd/*.c)
LIB_C     := $(CTRL_C) $(TRAFFIC_C) $(CSIM_C)
HEADERS   := $(wildcard sw/*/*.h csim/*.h tb/*/*.h) $(BUILD)/gen/twk_layout.h

.DEFAULT_GOAL := help
.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z_-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- layouts: one source, two languages
$(BUILD)/gen/twk_pkg.sv: rtl/twinack.layout scripts/layout.awk
	@mkdir -p $(@D)
	@awk -v out=sv -f scripts/layout.awk $< > $@.part && mv $@.part $@
$(BUILD)/gen/twk_layout.h: rtl/twinack.layout scripts/layout.awk
	@mkdir -p $(@D)
	@awk -v out=c -f scripts/layout.awk $< > $@.part && mv $@.part $@

# ---- the model, in six builds: fast (no trace), wave (FST), cov (coverage), crash (as fast, with
# small memories and without the host fabric: a snapshot of it is copied in some microseconds),
# crash-wave (the same, FST), nbd (as fast, for a shared object)
SIZES       := -GSLOTS=$(SLOTS) -GFIFO_DEPTH=$(FIFO_DEPTH)
CRASH_SLOTS := 16
CRASH_FIFO  := 256
VFLAGS := --cc -sv --assert -Wall -O3 -fno-const-bit-op-tree --x-assign fast --x-initial fast \
          --top-module twinack --prefix Vtwinack $(RTL_INC) rtl/lint.vlt $(BUILD)/gen/twk_pkg.sv \
          $(RTL)
VFLAGS_fast  := $(SIZES)
VFLAGS_wave  := $(SIZES) --trace-fst
VFLAGS_cov   := $(SIZES) --coverage tb/coverplan/points.sv
CRASH_SIZES  := -GSLOTS=$(CRASH_SLOTS) -GFIFO_DEPTH=$(CRASH_FIFO) -GHOST_SWITCH=0
VFLAGS_crash := $(CRASH_SIZES) --output-split 0
VFLAGS_crash-wave := $(CRASH_SIZES) --trace-fst
VFLAGS_nbd   := $(SIZES) --output-split 0
RUNTIME_fast := verilated.o verilated_threads.o
RUNTIME_wave := verilated.o verilated_threads.o verilated_fst_c.o
RUNTIME_cov  := verilated.o verilated_threads.o verilated_cov.o
RUNTIME_crash := $(RUNTIME_fast)
RUNTIME_crash-wave := $(RUNTIME_wave)
RUNTIME_nbd := $(RUNTIME_fast)
MDEFS_fast  := -DVM_TRACE=0 -DVM_COVERAGE=0
MDEFS_wave  := -DVM_TRACE=1 -DVM_TRACE_FST=1 -DVM_COVERAGE=0
MDEFS_cov   := -DVM_TRACE=0 -DVM_COVERAGE=1
MDEFS_crash := $(MDEFS_fast)
MDEFS_crash-wave := $(MDEFS_wave)
MDEFS_nbd := $(MDEFS_fast)
MODEL_OPT_fast := -O3
# One file, so that all of an evaluation is seen at once, and this machine's instructions (parity):
# a quarter less time. Vectors made of neighbouring bits cost more than they give.
MODEL_OPT_crash := -O3 -march=native -fno-tree-vectorize
MODEL_OPT_nbd := $(MODEL_OPT_crash)
MODEL_OPT_crash-wave := -O1
MODEL_OPT_wave := -O1
MODEL_OPT_cov  := -O2

# Of everything that sees the model's root.
MODEL_INC := -include $(CURDIR)/csim/model_triggers.h
PIC_nbd   := -fPIC -fvisibility=hidden

VROOT := $(shell verilator --getenv VERILATOR_ROOT 2>/dev/null)

define MODEL
$(BUILD)/$(1)/vl/model.a: $(RTL_DEP) csim/model_triggers.h
	@echo "  VERILATE $(1)"
	@mkdir -p $$(@D)
	@verilator $$(VFLAGS) $$(VFLAGS_$(1)) --Mdir $$(@D) > $$(@D)/verilator.log 2>&1 || (cat $$(@D)/verilator.log; false)
	@$$(MAKE) -s -C $$(@D) -f Vtwinack.mk OPT_FAST="$$(MODEL_OPT_$(1))" OPT_SLOW=-O0 OPT_GLOBAL=-O2 \
	  USER_CPPFLAGS="$$(MODEL_INC) $$(PIC_$(1))" Vtwinack__ALL.a $$(RUNTIME_$(1)) > $$(@D)/make.log 2>&1 || (cat $$(@D)/make.log; false)
	@cp $$(@D)/Vtwinack__ALL.a $$@ && cd $$(@D) && ar rs model.a $$(RUNTIME_$(1)) 2>/dev/null
$(BUILD)/$(1)/model.o: csim/model.cpp csim/model.h csim/model_ports.h \
                       csim/model_firmware.h $(BUILD)/$(1)/vl/model.a
	@$$(CXX) -std=c++17 -O2 $$(PIC_$(1)) -Wall -Wextra $$(MDEFS_$(1)) -DVL_THREADED=0 $$(MODEL_INC) \
	  -I$(BUILD)/$(1)/vl -Icsim \
	  -isystem $$(VROOT)/include -isystem $$(VROOT)/include/vltstd -c $$< -o $$@
endef
$(foreach v,fast wave cov crash crash-wave nbd,$(eval $(call MODEL,$(v))))
$(BUILD)/cov/vl/model.a: tb/coverplan/points.sv
$(BUILD)/cov/model.o: csim/coverage_sum.h

# ---- C: plain objects under obj/, sanitized ones under san/
$(BUILD)/obj/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c $< -o $@
$(BUILD)/san/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SAN) -c $< -o $@

# The crash build's C has tables as small as its RTL, so they are in a tree of their own.
CRASH_DEFS := -DCONTROLLER_MAX_SLOTS=$(CRASH_SLOTS) -DCONTROLLER_MAX_TAGS=32
$(BUILD)/crash-obj/%.o: SLOTS := $(CRASH_SLOTS)
$(BUILD)/crash-obj/%.o: FIFO_DEPTH := $(CRASH_FIFO)
$(BUILD)/crash-obj/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(CRASH_DEFS) -c $< -o $@

LIB_O := $(LIB_C:%.c=$(BUILD)/obj/%.o)
CLI_O := $(CLI_C:%.c=$(BUILD)/obj/%.o)

define PROGRAM
$(BUILD)/bin/twinack$(2): $(3) $(BUILD)/$(1)/model.o $(BUILD)/$(1)/vl/model.a
	@mkdir -p $$(@D)
	@echo "  LINK     $$@"
	@$$(CXX) -o $$@ $$(filter %.o,$$^) $(BUILD)/$(1)/vl/model.a $$(LIBS) -lz -pthread
endef
$(eval $(call PROGRAM,fast,,$(CLI_O) $(LIB_O)))
$(eval $(call PROGRAM,wave,-wave,$(CLI_O) $(LIB_O)))
$(eval $(call PROGRAM,cov,-cov,$(CLI_O) $(LIB_O)))
CRASH_O := $(patsubst %.c,$(BUILD)/crash-obj/%.o,$(CLI_C) $(LIB_C))
$(eval $(call PROGRAM,crash,-crash,$(CRASH_O)))
$(eval $(call PROGRAM,crash-wave,-crash-wave,$(CRASH_O)))

# ---- the plugin of nbdkit: a shared object, so its objects are in a tree of their own
$(BUILD)/nbd-obj/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(PIC_nbd) -c $< -o $@
NBD_CLI_C := $(addprefix sw/twinack/,config.c config_keys.c expect.c text.c)
NBD_O := $(patsubst %.c,$(BUILD)/nbd-obj/%.o,$(NBD_C) $(NBD_CLI_C) $(LIB_C))
NBD_SO := $(BUILD)/nbdkit-twinack-plugin.so
$(NBD_SO): $(NBD_O) $(BUILD)/nbd/model.o $(BUILD)/nbd/vl/model.a
	@echo "  LINK     $@"
	@$(CXX) -shared -o $@ $^ $(LIBS) -pthread

# ---- tests: each tb/*/test_*.c is a cmocka program; all C under ASan and UBSan
TEST_C    := $(wildcard tb/csim/test_*.c tb/controller/test_*.c tb/traffic/test_*.c \
               tb/twinack/test_*.c tb/system/test_*.c tb/nbd/test_*.c)
TEST_BIN  := $(TEST_C:tb/%.c=$(BUILD)/tb/%)
CLI_LIB_C := $(filter-out sw/twinack/main.c,$(CLI_C))
NBD_LIB_C := $(filter-out sw/nbd/plugin.c,$(NBD_C))

# $(1): folder of the objects; $(2): build of the model.
define TEST_LIB
$(BUILD)/$(1)/libtwinack.a: $(patsubst %.c,$(BUILD)/$(1)/%.o,$(LIB_C) $(CLI_LIB_C) $(NBD_LIB_C)) \
                            $(BUILD)/$(2)/model.o
	@rm -f $$@ && ar rcs $$@ $$^
endef
# Other files of a test's folder are linked to it; what they define is not taken from the archive.
# $(1): the test's folder; $(2), $(3): as above; $(4): where programs go; $(5): flags of the linker.
define TEST_DIR
$(4)/$(1)/%: $(BUILD)/$(2)/tb/$(1)/%.o \
  $(patsubst %.c,$(BUILD)/$(2)/%.o,$(filter-out tb/$(1)/test_%,$(wildcard tb/$(1)/*.c))) \
  $(BUILD)/$(2)/libtwinack.a $(BUILD)/$(3)/vl/model.a
	@mkdir -p $$(@D)
	@echo "  LINK     $$@"
	@$$(CXX) $(5) -o $$@ $$^ $$(LIBS) -lcmocka -pthread
endef
TEST_DIRS := csim controller traffic twinack system nbd
$(eval $(call TEST_LIB,san,fast))
$(foreach d,$(TEST_DIRS),$(eval $(call TEST_DIR,$(d),san,fast,$(BUILD)/tb,$(SAN))))
.PRECIOUS: $(BUILD)/obj/%.o $(BUILD)/san/%.o
-include tb/rtl/rules.mk
-include tb/golden/rules.mk
-include tb/mutate/rules.mk
include tb/coverplan/rules.mk
include csim/systemc/rules.mk
include tb/systemc/rules.mk
-include tb/nbd/rules.mk
include waves/rules.mk
include scripts/database.mk
include scripts/install.mk

# Tests that are scripts: what the RTL tools, the formatter and the command line say.
TEST_SH := $(wildcard tb/*/test_*.sh)

# ---- what a user types. Set-up may bring the compilers, so the rest runs in a make of its own.
.PHONY: sim sim-programs sim-run test test-programs test-run bench bench-programs
.PHONY: synth evidence lint format clean
CORES = $$(nproc)

SIM_TRACE := tb/data/ext4-sqlite.blkparse
# The capture's arrival times at a fifth, gaps clipped to 200 us: a run takes seconds.
SIM_ARGS  := --trace $(SIM_TRACE) --pace trace --time-scale 0.2 --max-gap 200

sim: ## replay a real trace in modes early, sync and through: the main job
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) sim-programs
	@$(MAKE) --no-print-directory sim-run
sim-programs: $(BUILD)/bin/twinack $(BUILD)/bin/twinack-wave
sim-run:
	@mkdir -p $(BUILD)/sim
	@$(BUILD)/bin/twinack run $(SIM_ARGS) --mode early,sync,through \
	  --wave $(BUILD)/sim/early.fst --json $(BUILD)/sim/summary.json \
	  --detail $(BUILD)/sim/detail.json

test: ## run every test; JUnit in build/test/junit.xml
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) test-programs
	@$(MAKE) --no-print-directory test-run
test-programs: $(TEST_BIN) $(RTL_TEST_BIN) sim-programs crash-programs nbd-programs \
               $(NBD_CLIENT_BIN)
test-run:
	@TWINACK_BIN=$(CURDIR)/$(BUILD)/bin/twinack scripts/run-tests $(BUILD)/test \
	  $(sort $(TEST_BIN) $(RTL_TEST_BIN) $(TEST_SH))

.PHONY: formal crash crash-programs crash-run coverage coverage-programs coverage-run
crash: ## explore crashes: a million states and more; docs/faults.md, build/crash/report.json
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) crash-programs
	@$(MAKE) --no-print-directory crash-run
crash-programs: $(BUILD)/bin/twinack-crash $(BUILD)/bin/twinack-crash-wave
crash-run:
	@mkdir -p $(BUILD)/crash
	@$(BUILD)/bin/twinack-crash crash --json $(BUILD)/crash/report.json \
	  --faults-doc docs/faults.md --plot $(BUILD)/crash/report; status=$$?; \
	[ ! -f $(BUILD)/crash/report ] || gnuplot $(BUILD)/crash/report || exit 1; exit $$status

.PHONY: sweep sweep-run
sweep: ## latency, depth needed and losses, over FIFO, link and load; build/sweep
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) $(BUILD)/bin/twinack
	@$(MAKE) --no-print-directory sweep-run
sweep-run:
	@mkdir -p $(BUILD)/sweep
	@for preset in latency depth loss; do echo "---- $$preset"; \
	  $(BUILD)/bin/twinack sweep --preset $$preset --renew --out $(BUILD)/sweep/$$preset || exit; done

.PHONY: report report-run
report: ## one page of all that was made, looked at by a browser; build/report/index.html
	@scripts/setup chromium
	@$(MAKE) --no-print-directory -j$(CORES) $(BUILD)/bin/twinack
	@$(MAKE) --no-print-directory report-run
SWITCHOVER := $(BUILD)/report/switchover
report-run:
	@mkdir -p $(BUILD)/report
	@$(BUILD)/bin/twinack run --config tb/scenarios/claim-05-switchover.ini \
	  --json $(SWITCHOVER)-summary.json --detail $(SWITCHOVER).json >$(SWITCHOVER).log
	@scripts/report $(BUILD)
	@scripts/report-check $(BUILD)/report/index.html

.PHONY: nbd nbd-programs serve
nbd: ## build the plugin that lets nbdkit serve the volumes of an array
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) nbd-programs
nbd-programs: $(NBD_SO) $(BUILD)/bin/twinack
serve: nbd ## serve four volumes on a socket in build/serve; ARGS=..., Ctrl-C stops
	@scripts/serve $(BUILD) $(ARGS)

.PHONY: soak
soak: nbd ## real programs on the array under random faults, for SOAK_MINUTES (60)
	@$(MAKE) --no-print-directory $(NBD_CLIENT_BIN)
	@tb/nbd/soak.sh

formal: ## prove the RTL's promises, without a bound where it can; docs/formal.md
	@scripts/setup
	@scripts/formal

coverage: ## count what the tests reach, against gates; QUICK=1: a part; build/coverage/report.json
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) coverage-programs
	@$(MAKE) --no-print-directory coverage-run

bench: ## measure ack, FIFO, simulation speed and crossover; build/bench.json
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) bench-programs
	@scripts/bench $(BUILD)

synth: ## cells and clock of each RTL module on an iCE40 HX8K; build/synth/report.json
	@scripts/setup
	@scripts/synth $(BUILD)/synth

evidence: ## golden, formal, synth, mutate, coverage, crash and bench on one page, build/evidence.md
	@scripts/setup
	@scripts/evidence $(BUILD)

lint: ## read the RTL with Verilator, Icarus and Yosys
	@bash tb/rtl/test_rtl_reads.sh

format: ## lay out all C and C++ as .clang-format says
	@clang-format -i $$(git ls-files '*.c' '*.h' '*.cpp')

clean: ## remove everything made
	@rm -rf $(BUILD)

# ---- bench: ratios and cycles, never compared with a wall clock by any test
define BENCH
$(BUILD)/bench/$(1)-$(2): $(BUILD)/obj/tb/bench/$(1).o $(LIB_O) $(BUILD)/$(2)/model.o \
                          $(BUILD)/$(2)/vl/model.a
	@mkdir -p $$(@D)
	@$$(CXX) -o $$@ $$^ $$(LIBS) -pthread
endef
$(foreach v,fast wave cov,$(eval $(call BENCH,bench_speed,$(v))))
$(eval $(call BENCH,bench_ack,fast))
$(eval $(call BENCH,bench_crossover,fast))
bench-programs: $(addprefix $(BUILD)/bench/bench_,speed-fast speed-wave speed-cov ack-fast \
                crossover-fast)
BENCH_FIFO := $(BUILD)/bench/bench_fifo
$(BENCH_FIFO): $(BUILD)/obj/tb/bench/bench_fifo.o $(RTLT_OUT)/mirror_bench.o \
               $(RTLT_OUT)/mirror_fifo/dut.o $(RTLT_HELP_O) $(RTLT_RUNTIME)
	@mkdir -p $(@D)
	@$(CXX) $(SAN) -o $@ $^ -lcmocka -lz -pthread
$(BUILD)/obj/tb/bench/bench_fifo.o: CFLAGS += -Itb/rtl
bench-programs: $(BENCH_FIFO) nbd-programs
