// SPDX-License-Identifier: GPL-2.0-only
/*
 * world.c - runs the walk on tables that change, and checks what it does
 *
 * Before each load, each lock and the end of each RCU section the schedule may
 * make moves. An object that is free when no reader is in a read-side section
 * is given back and must not be read again.
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "moves.h"
#include "tally.h"
#include "walk.h"

#define MAX_LOADS 100000

/*
 * The walk's own limits: sockets in one hold of a lock; how many passes it begins
 * before it exceeds that; sockets read ahead at once.
 */
#ifndef PROOF_HOLD
#define PROOF_HOLD ~0U
#endif
#ifndef PROOF_TRIES
#define PROOF_TRIES ~0U
#endif
#ifndef PROOF_ROOM
#define PROOF_ROOM ~0U
#endif

struct world world;
const struct net ours = { 1 }, theirs = { 2 };

static world_choose choose;
static jmp_buf end_of_run;

static void give_up(const char *broken)
{
	world.broken = broken;
	longjmp(end_of_run, 1);
}

/* Whether the move needed @lock: it may have changed two chains. */
static bool under(const struct move *move, int was_in, const spinlock_t *lock)
{
	return lock_protects(lock, was_in) ||
	       lock_protects(lock, world.objects[move->object].bucket);
}

/*
 * Makes moves before the walk loads @size bytes at @address, or takes @lock or
 * the lock of @socket, or ends a read-side section, when free objects are given
 * back. If lazy, the walk must notice the last move at once.
 */
static void schedule(const volatile void *address, size_t size,
		     const spinlock_t *lock, const struct object *socket,
		     bool section_ends)
{
	static struct move moves[MAX_MOVES];
	bool noticed = true;

	while (world.moved < world.shape.moves) {
		unsigned int n = moves_possible(moves), pick = choose(n);
		unsigned char before[16];
		const struct move *move;
		int was_in;

		if (!pick)
			break;
		move = &moves[pick - 1];
		if (size)
			memcpy(before, (const void *)address, size);
		was_in = world.objects[move->object].bucket;
		move_make(move);
		world.story[world.moved++ % MAX_MOVES] = *move;
		noticed = lock ? under(move, was_in, lock) :
			  socket ? &world.objects[move->object] == socket :
			  section_ends ? move->what == FREE ||
					 move->what == REPLACE :
			  memcmp(before, (const void *)address, size) != 0;
	}
	if (world.lazy && !noticed)
		give_up(NULL);
}

/*
 * The worst case for a reader without a lock: whenever it is about to load the
 * end of a chain, its socket is freed and added again at the head of the chain,
 * so that the end is as far away as before.
 */
static void chase(const volatile void *address)
{
	unsigned int o;

	for (o = 0; o < world.shape.objects; o++) {
		struct object *object = &world.objects[o];
		struct move again = { ADD, o, object->bucket, world.loads };

		if (address != &object->sk.sk_nulls_node.next ||
		    object->bucket < 0 || object->held || locked(object->bucket) ||
		    !is_a_nulls(object->sk.sk_nulls_node.next))
			continue;
		socket_leave(object);
		move_make(&again);
	}
}

/* A chain cannot be cut at a socket that is just being added or connected. */
static void count_in_hold(const struct sock *sk)
{
	world.in_hold += sk->sk_refcnt && !sk->owned;
	if (world.in_hold > PROOF_HOLD && world.lost < PROOF_TRIES)
		give_up("a lock held for more sockets than promised");
}

/* Ends the run at what would be an oops or a use after free. */
static void check_address(const volatile void *address)
{
	size_t head = (uintptr_t)address - (uintptr_t)world.ehash;
	size_t at = (uintptr_t)address - (uintptr_t)world.objects;

	if (head < world.shape.buckets * sizeof(world.ehash[0]))
		return;
	if (at >= world.shape.objects * sizeof(struct object))
		give_up("a read of memory that is neither bucket nor socket");
	if (!world.rcu && !world.held)
		give_up("a socket read without RCU and without a lock");
	if (world.objects[at / sizeof(struct object)].given_back)
		give_up("a read of memory that was given back");
	/* The walk loads the namespace of each counted socket once. */
	if (world.held && at % sizeof(struct object) ==
	    offsetof(struct object, sk.sk_net))
		count_in_hold(&world.objects[at / sizeof(struct object)].sk);
	if (!world.held && at % sizeof(struct object) ==
	    offsetof(struct object, sk.sk_nulls_node.next) &&
	    ++world.in_section > PROOF_ROOM)
		give_up("more sockets read ahead than promised");
}

void world_load(const volatile void *address, size_t size)
{
	if (++world.loads > MAX_LOADS)
		give_up("the walk does not end");
	check_address(address);
	if (world.shape.chase)
		chase(address);
	schedule(address, size, NULL, NULL, false);
}

void world_lock(spinlock_t *lock)
{
	if (world.held)
		give_up("a lock taken while one is held");
	schedule(NULL, 0, lock, NULL, false);
	lock->held = true;
	world.held++;
	world.in_hold = 0;
}

void world_unlock(spinlock_t *lock)
{
	if (!lock->held)
		give_up("a lock released that is not held");
	lock->held = false;
	world.held--;
}

static void give_back(void)
{
	unsigned int o;

	for (o = 0; o < world.shape.objects; o++)
		if (world.objects[o].bucket < 0 && !world.objects[o].held)
			world.objects[o].given_back = true;
}

void world_rcu_lock(void)
{
	if (world.signalled)
		give_up("the walk goes on after a fatal signal");
	if (!world.rcu)
		give_back();
	world.rcu++;
	world.in_section = 0;
}

void world_rcu_unlock(void)
{
	if (world.rcu <= 0 || world.held)
		give_up("the RCU read lock released at a wrong time");
	schedule(NULL, 0, NULL, NULL, true);
	world.rcu--;
	give_back();
	if (world.shape.signal && choose(1))
		world.signalled = true;
}

bool world_signal(void)
{
	return world.signalled;
}

void world_lock_socket(struct sock *sk)
{
	struct object *object = (struct object *)sk;

	if (world.held)
		give_up("a socket's lock taken under that of a bucket");
	if (!object->held)
		give_up("the lock of a socket taken without a reference");
	schedule(NULL, 0, NULL, object, false);
	object->locked = true;
}

void world_unlock_socket(struct sock *sk)
{
	((struct object *)sk)->locked = false;
}

bool world_get(struct sock *sk)
{
	struct object *object = (struct object *)sk;

	if (!world.held)
		give_up("a reference taken without the lock");
	if (!sk->sk_refcnt)
		return false;
	if (object->held)
		give_up("a reference taken twice");
	if (world.tries >= PROOF_TRIES)
		give_up("a chain cut after as many tries as promised");
	object->held = true;
	return true;
}

void world_put(struct sock *sk)
{
	struct object *object = (struct object *)sk;

	if (world.held)
		give_up("a reference released under a lock");
	if (!object->held)
		give_up("a reference released that was not taken");
	object->held = false;
	if (object->bucket < 0)
		object_release(object);
}

void *world_alloc(size_t size)
{
	static char memory[1 << 16];

	if (world.held || world.rcu)
		give_up("memory allocated under a lock");
	if (size > sizeof(memory))
		give_up("too much memory");
	if (world.shape.no_memory)
		return NULL;
	world.allocated = true;
	/* The kernel's memory has not been cleared, either. */
	return memset(memory, 0x6b, size);
}

void world_free(void *memory)
{
	if (memory)
		world.allocated = false;
}

/**
 * struct counts - what the walk's sockets are counted in
 * @sockets:	by state, then by family: 1 for AF_INET6
 */
struct counts {
	struct tcpstates_tally tally;
	unsigned long sockets[TCPSTATES_ROWS][2];
};

static void count(struct tcpstates_tally *tally, struct tcpstates_batch batch)
{
	struct counts *counts = (struct counts *)tally;
	const struct sock *sk;

	while ((sk = tcpstates_next_socket(&batch)))
		if (net_eq(sock_net(sk), &ours))
			counts->sockets[tcpstates_state_of(sk)]
				       [READ_ONCE(sk->sk_family) == AF_INET6]++;
}

static void build(const struct world_shape *shape)
{
	unsigned int b, o;

	memset(&world, 0, offsetof(struct world, objects));
	memset(&world.hashinfo, 0,
	       sizeof(world) - offsetof(struct world, hashinfo));
	world.shape = *shape;
	for (b = 0; b < shape->buckets; b++)
		world.ehash[b].chain.first = (void *)(uintptr_t)(2 * b + 1);
	world.hashinfo = (struct inet_hashinfo){
		.ehash = world.ehash,
		.ehash_locks = world.locks,
		.ehash_mask = shape->buckets - 1,
		.ehash_locks_mask = shape->locks - 1,
	};
	/* Backwards, because each is added at the head. */
	for (o = shape->objects; o-- > 0;) {
		struct object *object = &world.objects[o];

		memset(object, 0, sizeof(*object));
		object->bucket = -1;
		if (shape->home[o] < 0)
			continue;
		socket_make(object, o < shape->foreign ? &theirs : &ours);
		socket_enter(object, shape->home[o]);
		object->stayed = true;
		object->stable = true;
	}
}

/* Checks what the contract promises for one read. */
static const char *judge(int result, const struct counts *counts)
{
	unsigned long total = 0, stayed = 0;
	unsigned int cell, o;

	if (world.held || world.rcu)
		return "a lock held at the end";
	if (world.allocated)
		return "memory not freed";
	for (o = 0; o < world.shape.objects; o++)
		if (world.objects[o].held || world.objects[o].locked)
			return "a reference or a lock not released";
	if (world.shape.no_memory)
		return result == -ENOMEM ? NULL : "no memory, not reported";
	if (world.signalled != (result == -EINTR) || (result && !world.signalled))
		return "a fatal signal not reported, or reported without one";
	if (world.signalled)
		return NULL;
	for (o = 0; o < world.shape.objects; o++) {
		if (world.objects[o].sk.sk_net != &ours)
			continue;
		stayed += world.objects[o].stayed;
		if (world.objects[o].stable)
			world.stable[world.objects[o].cell]++;
	}
	for (cell = 0; cell < WORLD_CELLS; cell++) {
		unsigned long n = counts->sockets[cell / 2 + 1][cell % 2];

		if (n < world.stable[cell])
			return "a socket that stayed was not counted";
		if (n > world.lives[cell])
			return "a socket was counted more than once";
		total += n;
	}
	if (total < stayed)
		return "a socket that stayed was not counted";
	if (total > world.sockets)
		return "a socket was counted more than once";
	if (counts->sockets[TCPSTATES_UNKNOWN][0] ||
	    counts->sockets[TCPSTATES_UNKNOWN][1])
		return "a state was not recognized";
	if (counts->tally.buckets != world.shape.buckets)
		return "not all buckets were visited";
	return NULL;
}

const char *world_run(const struct world_shape *shape, world_choose driver,
		      bool lazy)
{
	build(shape);
	choose = driver;
	world.lazy = lazy;
	if (!setjmp(end_of_run)) {
		struct counts counts;
		int result;

		for (;; world.tries++) {
			counts = (struct counts){
				.tally.count = count,
				.tally.tries = world.tries,
			};
			result = tcpstates_walk(&world.hashinfo, &counts.tally);
			if (result != -EAGAIN)
				break;
		}
		world.broken = judge(result, &counts);
	}
	return world.broken;
}

void world_story(void)
{
	static const char *const verb[] = {
		"free", "add", "replace", "change", "convert", "ready",
		"return", "connect", "listen", "rehash"
	};
	unsigned int i, o;

	printf("# %u buckets, %u locks, %u objects; at the start:",
	       world.shape.buckets, world.shape.locks, world.shape.objects);
	for (o = 0; o < world.shape.objects && o < 16; o++)
		printf(" %d", world.shape.home[o]);
	printf("\n");
	for (i = 0; i < world.moved && i < MAX_MOVES; i++)
		printf("# before load %u: %s object %u, %u\n",
		       world.story[i].load, verb[world.story[i].what],
		       world.story[i].object, world.story[i].where);
}
