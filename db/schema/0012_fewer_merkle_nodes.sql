-- Subtrees are stored from level 8 up, 2^8 leaves (merkle_nodes.h): what lies below follows from one block of leaf hashes.
-- The room is used again.
DELETE FROM merkle_nodes WHERE level < 8;
