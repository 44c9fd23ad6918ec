# Each target is one script of scripts/; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup serve test bench zip clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing for building and testing
	@scripts/setup.sh build servers

serve: ## build the release and serve it on this machine (PORT=8080)
	@scripts/serve.sh

test: ## run every suite, native and in the browser
	@scripts/test.sh

bench: ## print the benches
	@scripts/bench.sh

zip: ## pack the release as target/blip.zip, for any web server
	@scripts/zip.sh

clean: ## remove what was built; installed tools stay
	@rm -rf dist target
