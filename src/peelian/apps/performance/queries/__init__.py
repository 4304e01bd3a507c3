"""What pages about values read. Every query takes the viewer and gives only what is visible to them."""
