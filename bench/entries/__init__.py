"""What granian is given to be compared with the site: each module one application."""
