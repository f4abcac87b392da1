# SPDX-License-Identifier: Apache-2.0
# Golden vectors, included by the top Makefile.
#
# Each tb/golden/NAME.vec is replayed by two players made from its header: build/golden/NAME/player
# (Verilator) and player.vvp (Icarus). GOLDEN_RTL is the RTL that they play on: a folder like rtl/.
GOLDEN_DIR := tb/golden
GOLDEN_OUT := $(BUILD)/golden
GOLDEN_RTL := rtl
GOLDEN_PLAY := $(GOLDEN_OUT)

GOLDEN_VEC   := $(wildcard $(GOLDEN_DIR)/*.vec)
GOLDEN_NAMES := $(GOLDEN_VEC:$(GOLDEN_DIR)/%.vec=%)
GOLDEN_RTL_DIRS := $(sort $(dir $(wildcard $(GOLDEN_RTL)/*/*.sv)))
GOLDEN_RTL_INC  := $(addprefix -I$(GOLDEN_RTL)/,common ecc crc cdc)

# ---- the generator
GOLDEN_C := $(filter-out $(GOLDEN_DIR)/signatures.c,$(wildcard $(GOLDEN_DIR)/*.c))
GOLDEN_O := $(patsubst %.c,$(GOLDEN_OUT)/%.o,$(GOLDEN_C) tb/rtl/frame.c tb/rtl/power_model.c)
$(GOLDEN_O): $(GOLDEN_OUT)/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -I$(GOLDEN_OUT) -I$(GOLDEN_DIR) -Itb/rtl -c $< -o $@
# The list of all models, for the generator: golden_MODULE of model_MODULE.c each.
GOLDEN_MODELS := $(patsubst $(GOLDEN_DIR)/model_%.c,M(%),$(wildcard $(GOLDEN_DIR)/model_*.c))
$(GOLDEN_OUT)/models.h: golden-always
	@mkdir -p $(@D)
	@echo '#define GOLDEN_MODELS(M) $(GOLDEN_MODELS)' > $@.part
	@cmp -s $@ $@.part && rm $@.part || mv $@.part $@
$(GOLDEN_OUT)/$(GOLDEN_DIR)/generate.o: $(GOLDEN_OUT)/models.h
$(GOLDEN_OUT)/generate: $(GOLDEN_O)
	@$(CC) -o $@ $^ -lz

# ---- the signatures' program: a system with the host of tb/system/
GOLDEN_SIGN_O := $(patsubst %.c,$(BUILD)/obj/%.o,$(GOLDEN_DIR)/signatures.c \
                   $(addprefix tb/system/,system.c traffic.c managed.c))
$(GOLDEN_SIGN_O): CFLAGS += -Itb/system
$(GOLDEN_OUT)/signatures: $(GOLDEN_SIGN_O) $(LIB_O) $(BUILD)/fast/model.o $(BUILD)/fast/vl/model.a
	@mkdir -p $(@D)
	@$(CXX) -o $@ $^ $(LIBS) -lcmocka -pthread

# ---- the players
# What the players' Verilator does not warn of; `make lint` does, of the RTL as it is.
GOLDEN_WALL := -Wno-lint
GOLDEN_VFLAGS := --cc -sv --assert --trace $(GOLDEN_WALL) -fno-const-bit-op-tree --x-assign unique \
                 -O3 --x-initial unique $(GOLDEN_RTL_INC) $(addprefix -y ,$(GOLDEN_RTL_DIRS)) \
                 rtl/lint.vlt $(BUILD)/gen/twk_pkg.sv
GOLDEN_CXX := $(CXX) -std=c++17 -O1 -DVM_COVERAGE=0 -DVM_SC=0 -DVM_TRACE=1 -DVL_THREADED=0 \
              -isystem $(VROOT)/include -isystem $(VROOT)/include/vltstd
GOLDEN_RUNTIME := $(addprefix $(GOLDEN_OUT)/,verilated.o verilated_threads.o verilated_vcd_c.o)
$(GOLDEN_RUNTIME): $(GOLDEN_OUT)/%.o: $(VROOT)/include/%.cpp
	@mkdir -p $(@D)
	@$(GOLDEN_CXX) -c $< -o $@

# The header alone, so that new vectors need no new players.
$(GOLDEN_PLAY)/%/header: $(GOLDEN_DIR)/%.vec
	@mkdir -p $(@D)
	@sed '/^cycles/d; /^model/d; /^begin$$/q' $< > $@.part
	@cmp -s $@ $@.part && rm $@.part || mv $@.part $@
# The wrapper and all that Verilator wrote, as one translation unit.
$(GOLDEN_PLAY)/%/player: $(GOLDEN_PLAY)/%/header $(GOLDEN_DIR)/player.cpp \
                         $(GOLDEN_DIR)/player.awk $(GOLDEN_RUNTIME) $(BUILD)/gen/twk_pkg.sv
	@rm -f $(@D)/V*
	@awk -v out=h -f $(GOLDEN_DIR)/player.awk $< > $(@D)/player_pins.h
	@m=$$(awk '$$1 == "module" { print $$2 }' $<) && \
	verilator $(GOLDEN_VFLAGS) --top-module $$m --prefix V$$m --Mdir $(@D) \
	  $$(awk -v out=flags -f $(GOLDEN_DIR)/player.awk $<) $(GOLDEN_RTL)/*/$$m.sv \
	  > $(@D)/verilator.log 2>&1 || (cat $(@D)/verilator.log; false)
	@cd $(@D) && printf '#include "%s"\n' V*.cpp > all.cpp
	@$(GOLDEN_CXX) -I$(@D) -include $(@D)/all.cpp $(GOLDEN_DIR)/player.cpp $(GOLDEN_RUNTIME) -o $@
	@sed 's|.* : |$@: |' $(@D)/V*__ver.d > $(@D)/player.d
$(GOLDEN_PLAY)/%/player.vvp: $(GOLDEN_PLAY)/%/header $(GOLDEN_DIR)/player.awk $(RTL_DEP)
	@awk -v out=sv -f $(GOLDEN_DIR)/player.awk $< > $(@D)/player.sv
	@iverilog -g2012 $(GOLDEN_RTL_INC) $(addprefix -y,$(GOLDEN_RTL_DIRS)) -Y.sv -s player \
	  -o $@ $(BUILD)/gen/twk_pkg.sv $(@D)/player.sv
.PRECIOUS: $(GOLDEN_PLAY)/%/header
-include $(GOLDEN_NAMES:%=$(GOLDEN_PLAY)/%/player.d)

.PHONY: golden golden-update golden-broken golden-programs golden-always
GOLDEN_PLAYERS := $(foreach n,$(GOLDEN_NAMES),$(addprefix $(GOLDEN_PLAY)/$(n)/,player player.vvp))
golden-programs: $(GOLDEN_OUT)/generate $(GOLDEN_OUT)/signatures $(GOLDEN_PLAYERS)

golden: ## replay the golden vectors by Verilator and Icarus
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) golden-programs
	@scripts/golden $(BUILD)
golden-update: ## make the golden vectors anew from their C models
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) $(GOLDEN_OUT)/generate $(GOLDEN_OUT)/signatures
	@scripts/golden-update $(BUILD)
golden-broken: ## break a line of each RTL module and see that its golden vectors notice
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) $(GOLDEN_RUNTIME)
	@scripts/golden-broken $(BUILD)
