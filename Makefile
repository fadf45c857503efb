# Every target calls ./cairn, which finds the JDK. `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help fix check it test demo docs graph dist bench bucket

help:     ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

fix:      ## format the sources and rewrite the golden files; review the difference
	./cairn maven -q process-sources
	./cairn test -- -Dgolden=update

check:    ## format check, compile with every warning an error, the fast tests and the rules of the house
	./cairn maven -q -Dspotless.goal=check process-sources
	./cairn test -- -Dspotless.apply.skip=true -Dsurefire.failIfNoSpecifiedTests=false '-Dtest=*Test,!*PgTest,!*StoreTest,!*CrashTest,!*DebianTest,!GuideTest,!ReadmeTest'

it:       ## the slow tests: real PostgreSQL, stores, killed processes, documents that run
	./cairn test -- -Dsurefire.failIfNoSpecifiedTests=false '-Dtest=*PgTest,*StoreTest,*CrashTest,GuideTest,ReadmeTest'

test:     ## all tests that need only a JDK
	./cairn test

demo:     ## the demonstration, in a new folder
	./cairn demo

docs:     ## rewrite the generated pages of docs/reference; review the difference
	./cairn test -- -pl house -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=DocsTest,CliReferenceTest,ReferenceTest,SchemaTest -Dgolden=update

graph:    ## who may use whom, from the poms
	@for pom in */pom.xml; do \
	  printf '%-9s -> ' "$${pom%/pom.xml}"; \
	  sed -n 's|.*<groupId>org.cairn</groupId><artifactId>\([a-z]*\)</artifactId></dependency>.*|\1|p' "$$pom" \
	    | grep -v testkit | tr '\n' ' '; echo; \
	done

bucket:   ## an S3 server on port 9090 whose objects are in .runtime/bucket, to try a vault in a bucket
	./cairn maven -q -pl testkit compile org.codehaus.mojo:exec-maven-plugin:3.6.2:java \
	  -Dexec.mainClass=org.cairn.testkit.s3.S3Server -Dexec.args="$(CURDIR)/.runtime/bucket 9090"

dist:     ## target/cairn-VERSION.tar.gz that runs with a Java 25 alone
	./cairn version >/dev/null
	./.ci/dist

bench:    ## measure loading against psql, protection against pgBackRest (an hour; needs Debian's postgresql-15 and pgbackrest)
	bench/load/run
	bench/load/rate
	bench/protect/run
